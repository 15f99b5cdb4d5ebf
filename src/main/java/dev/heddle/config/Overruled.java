package dev.heddle.config;

import java.util.List;
import java.util.Optional;

/**
 * A name that Helidon would read below {@code server} and that Heddle sets itself: what it says
 * would have no effect.
 *
 * @param name the name of a key or of a section
 * @param instead the next step
 */
record Overruled(String name, String instead) {

  private static final List<Overruled> ALL =
      List.of(
          by("max-payload-size", HttpLimits.MAX_PAYLOAD),
          by("max-tcp-connections", HttpLimits.MAX_CONNECTIONS),
          by("shutdown-grace-period", HttpLimits.DRAIN_TIMEOUT),
          by("idle-connection-timeout", HttpLimits.IDLE_TIMEOUT),
          by("idle-connection-period", HttpLimits.IDLE_TIMEOUT),
          by("connection-options.read-timeout", HttpLimits.IDLE_TIMEOUT),
          new Overruled("connection-options.tcp-no-delay", "it is always on, so remove it"),
          by("protocols", HttpLimits.MAX_HEADERS, HttpLimits.MAX_REQUEST_LINE),
          new Overruled(
              "features.observe",
              "set operations."
                  + OperationsSettings.HOST.name()
                  + " and operations."
                  + OperationsSettings.PORT.name()
                  + " instead"),
          new Overruled("shutdown-hook", "the service stops in order by itself, so remove it"));

  /** The one that a name below {@code server} is, or is below, if any. */
  static Optional<Overruled> of(String leaf) {
    return ALL.stream()
        .filter(one -> leaf.equals(one.name) || leaf.startsWith(one.name + "."))
        .findFirst();
  }

  /** What is wrong with it and, after a semicolon, the next step. */
  String what() {
    return "is overruled by Heddle; " + instead;
  }

  private static Overruled by(String name, Key<?>... keys) {
    List<String> names = List.of(keys).stream().map(key -> "server.limits." + key.name()).toList();
    return new Overruled(name, "set " + String.join(" and ", names) + " instead");
  }
}
