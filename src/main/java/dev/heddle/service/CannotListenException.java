package dev.heddle.service;

import java.net.InetSocketAddress;
import java.util.Locale;

/** The service's address is taken, not this machine's, or not for this user. */
final class CannotListenException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * An error that names the keys to set.
   *
   * @param section of the configuration, which has the keys {@code host} and {@code port}
   */
  CannotListenException(InetSocketAddress address, String section, Exception cause) {
    super(
        "cannot listen on %s:%d: %s; %s"
            .formatted(
                address.getHostString(), address.getPort(), reason(cause), remedy(section, cause)),
        cause);
  }

  private static String reason(Exception cause) {
    return cause.getMessage() == null ? "no such address" : cause.getMessage();
  }

  /** By the system's words, for there is one class for all; in another language it is the port. */
  private static String remedy(String section, Exception cause) {
    String reason = reason(cause);
    if (reason.endsWith("address") || reason.endsWith("address: bind")) {
      return "set %s to an address of this machine, or to 0.0.0.0 for all of them"
          .formatted(keyAndVariable(section, "host"));
    }
    String port = keyAndVariable(section, "port");
    return reason.startsWith("Permission denied")
        ? "set %s to 1024 or more, or to 0 for any free one".formatted(port)
        : "stop what listens there, or set %s to another one, or to 0 for any free one"
            .formatted(port);
  }

  private static String keyAndVariable(String section, String name) {
    String key = section + "." + name;
    return key + " (" + key.replace('.', '_').toUpperCase(Locale.ROOT) + ")";
  }
}
