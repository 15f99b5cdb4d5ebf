package dev.heddle.config;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.error.ConfigurationException;
import io.helidon.config.Config;
import io.helidon.webserver.WebServer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HelidonRefusalTest {

  private static final String START = "the configuration has a problem: ";

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          connection-options.read-timeout | hello | Text cannot be parsed to a Duration
          backlog | x | For input string: "x"
          tls.client-auth | maybe | cannot map value 'maybe' to enum values [REQUIRED, OPTIONAL, NONE]: no match
          tls.private-key.pem.key.resource.path | /nonexistent.key | Resource on path: /nonexistent.key does not exist
          protocols.0.type | spdy | Unknown provider configured. Expected providers with types: [spdy], but only the following providers are supported: [http_1_1]
          """)
  void namesTheKeyAndTheReasonWithoutClasses(String key, String value, String reason) {
    assertRefused(
        Given.in(directory).property("server." + key, value),
        "server.%s = %s (system property server.%s): is refused by Helidon (%s)"
                .formatted(key, value, key, reason)
            + "; correct it, or remove it");
  }

  @Test
  void namesTheSectionWhenTheKeyCannotBeTold() throws Exception {
    Path key = Files.writeString(directory.resolve("service.key"), "no key");

    assertRefused(
        Given.in(directory)
            .property("server.tls.private-key.pem.key.resource.path", key.toString()),
        "server: is refused by Helidon (Could not find a PKCS#8 private key in input stream);"
            + " correct what is below it");
  }

  @Test
  void showsNoPassphrase() throws Exception {
    Path store = Files.writeString(directory.resolve("service.p12"), "no store");
    Config server =
        Given.in(directory)
            .property("server.tls.private-key.keystore.passphrase", "hunter2")
            .property("server.tls.private-key.keystore.resource.path", store.toString())
            .config()
            .get("server");

    assertThatThrownBy(
            () ->
                HelidonRefusal.told(
                    server,
                    () -> {
                      throw new IllegalStateException("wrong: hunter2", new Error("not hunter2"));
                    }))
        .hasMessageContaining("is refused by Helidon (wrong: ***: not ***)")
        .hasMessageNotContaining("hunter2");
    assertThatThrownBy(() -> HelidonRefusal.told(server, () -> read(server)))
        .hasMessageContaining("keystore.resource.path = " + store)
        .hasMessageNotContaining("hunter2");
  }

  private static void assertRefused(Given given, String problem) {
    Config server = given.config().get("server");

    assertThatThrownBy(() -> HelidonRefusal.told(server, () -> read(server)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(START + problem);
  }

  private static Object read(Config server) {
    return WebServer.builder().config(server).buildPrototype();
  }
}
