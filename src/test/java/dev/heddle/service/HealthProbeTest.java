package dev.heddle.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.config.ConfigurationSources;
import dev.heddle.config.Profile;
import dev.heddle.config.Profiles;
import dev.heddle.error.ConfigurationException;
import io.helidon.config.Config;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthProbeTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          server.port | 99999 | is out of range; give a whole number from 0 to 65535
          server.port | abc | is not a whole number; give a whole number from 0 to 65535
          server.host | a b | is not a host name or an IP address; give one, as in 0.0.0.0 or 127.0.0.1
          operations.port | -1 | is out of range; give a whole number from 0 to 65535
          operations.host | a/b | is not a host name or an IP address; give one, as in 0.0.0.0 or 127.0.0.1
          """)
  void refusesAWrongConfigurationBeforeItAsks(String key, String value, String what) {
    assertThatThrownBy(() -> HealthProbe.ask(config(Map.of(key, value))))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "the configuration has a problem: %s = %s (system property %s): %s"
                .formatted(key, value, key, what));
  }

  @Test
  void asksAlthoughTheDatabasesSectionIsWrong() throws IOException {
    String port = unusedPort();

    HealthProbe.Answer answer =
        HealthProbe.ask(config(Map.of("server.port", port, "database.pool.size", "0")));

    assertThat(answer)
        .isEqualTo(
            new HealthProbe.Answer(
                false,
                "no answer from http://127.0.0.1:%s/health; is the service running, and is"
                        .formatted(port)
                    + " server.port its port?"));
  }

  @Test
  void saysWhichPortItAskedOfTheOperations() throws IOException {
    String port = unusedPort();

    assertThat(HealthProbe.ask(config(Map.of("operations.port", port))).text())
        .isEqualTo(
            "no answer from http://127.0.0.1:%s/health; is the service running, and is"
                    .formatted(port)
                + " operations.port its port?");
  }

  @ParameterizedTest
  @CsvSource({
    "server, and logged it; set SERVER_PORT to that one",
    "operations, 'and does not say which; set OPERATIONS_PORT, for the service too'"
  })
  void doesNotAskPortZero(String section, String rest) {
    assertThat(HealthProbe.ask(config(Map.of(section + ".port", "0"))).text())
        .isEqualTo(section + ".port is 0, so the service picked a free one " + rest);
  }

  private Config config(Map<String, String> properties) {
    return Profiles.load(
        new ConfigurationSources(
            Map.of(), properties, Optional.of(folder), Optional.of(Profile.DEVELOPMENT)));
  }

  private static String unusedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return Integer.toString(socket.getLocalPort());
    }
  }
}
