package dev.heddle.config;

import io.helidon.config.Config;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where health, metrics and the pool's numbers are asked for.
 *
 * @param host the address of their own listener; used with a port only
 * @param port the port of their own listener, 0 for a free one; empty means the server's listener
 */
public record OperationsSettings(String host, Optional<Integer> port) {

  static final Key<String> HOST =
      Key.listener("host", "127.0.0.1", "the operations' address, when they have a port");
  static final Key<Integer> PORT =
      Key.count("port", 0, 65_535, "the operations' own port; without one, the server's listener");

  static final List<Key<?>> KEYS = List.of(HOST, PORT);

  /**
   * On the server's listener.
   *
   * @return settings without a port
   */
  public static OperationsSettings shared() {
    return new OperationsSettings(HOST.defaultValue(), Optional.empty());
  }

  /**
   * What an {@code operations} node says.
   *
   * @param config the node, which need not exist
   * @return the settings
   * @throws dev.heddle.error.ConfigurationException with all problems, when there are any
   */
  public static OperationsSettings create(Config config) {
    return SettingsReader.whole(config, OperationsSettings::read);
  }

  static OperationsSettings read(SettingsReader in) {
    in.refuseUnknown(KEYS, Set.of());
    return new OperationsSettings(in.read(HOST), in.find(PORT));
  }
}
