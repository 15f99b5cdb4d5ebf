package dev.heddle.config;

import io.helidon.config.Config;
import java.util.List;
import java.util.Set;

/**
 * Where the service listens. The rest of the section is Helidon's own, apart from {@link
 * HttpLimits} and what is {@link Overruled}.
 *
 * @param host the address
 * @param port the port, 0 for a free one
 */
public record ServerSettings(String host, int port) {

  static final Key<Integer> PORT =
      Key.count("port", 8080, 0, 65_535, "the HTTP port; 0 picks a free one");
  static final Key<String> HOST = Key.listener("host", "0.0.0.0", "the HTTP server's address");

  static final List<Key<?>> KEYS = List.of(PORT, HOST);

  /** The names in the section that Heddle reads. */
  private static final Set<String> NAMES = Set.of("port", "host", "limits");

  /**
   * What a {@code server} node says.
   *
   * @param config the node, which need not exist
   * @return the settings
   * @throws dev.heddle.error.ConfigurationException with all problems, when there are any
   */
  public static ServerSettings create(Config config) {
    return SettingsReader.whole(config, ServerSettings::read);
  }

  static ServerSettings read(SettingsReader in) {
    in.refuseMisshapen(KEYS);
    in.refuseMisspelt(NAMES);
    in.refuseOverruled();
    for (Key<?> key : KEYS) {
      // Helidon reads them as well, and no blank is a default to it.
      if (in.node(key.name()).asString().filter(String::isBlank).isPresent()) {
        in.refuse(key, "is empty; give one " + key.type() + " (" + key.range() + "), or remove it");
      }
    }
    return new ServerSettings(in.read(HOST), in.read(PORT));
  }
}
