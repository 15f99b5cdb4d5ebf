package dev.heddle.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.util.Throwables.getStackTrace;

import dev.heddle.config.ConfigurationSources;
import dev.heddle.config.DatabaseSettings;
import dev.heddle.config.EffectiveConfiguration;
import dev.heddle.config.HttpLimits;
import dev.heddle.config.MigrationSettings;
import dev.heddle.config.OperationsSettings;
import dev.heddle.config.Profile;
import dev.heddle.config.Profiles;
import dev.heddle.error.ConfigurationException;
import dev.heddle.testing.Fuzz;
import io.helidon.config.Config;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the configuration says: it is taken, or refused in words, and no secret is shown. */
class ConfigurationFuzzTest {

  private static final String PLANTED = "planted-5f3a";

  private static final List<String> PIECES =
      List.of(
          ":",
          ": ",
          "\n",
          "\n  ",
          "\n    ",
          "- ",
          "[",
          "]",
          "{",
          "}",
          ",",
          "'",
          "\"",
          "|",
          ">",
          "&a",
          "*a",
          "!!",
          "!!str ",
          "?",
          "#",
          " #",
          "%",
          "@",
          "`",
          "~",
          "null",
          "<<: ",
          "---\n",
          "\t",
          "\0",
          "\u0085",
          "\uFEFF",
          "\uFFFD",
          "é",
          "database",
          "server",
          "pool",
          "size",
          "-1",
          "0",
          "99999999999999999999",
          "1e9",
          "NaN",
          "0x1F",
          "true",
          "30s",
          "1MiB",
          "on",
          "off",
          ".",
          "..",
          "\\",
          "\\u0000",
          "${a}",
          "x".repeat(5000));

  /** What a value may look like when somebody is careless or malicious. */
  private static final List<String> VALUES =
      List.of(
          "",
          " ",
          "0",
          "-1",
          "1",
          "5",
          "1000000",
          "99999999999999999999",
          "1.5",
          "abc",
          "true",
          "TRUE",
          "yes",
          "30s",
          "-5s",
          "1ms",
          "P1D",
          "30",
          "1MiB",
          "-1KiB",
          "9999999GiB",
          "localhost",
          "a b",
          "a,b",
          ",",
          "::1",
          "[::1]",
          "300.300.300.300",
          "a@b",
          "a/b",
          "../../etc/passwd",
          "/dev/null",
          "/",
          "\0",
          "\n",
          "é",
          "jdbc:postgresql://localhost/db",
          "jdbc:postgresql://user:" + PLANTED + "@localhost/db",
          "jdbc:postgresql://localhost/db?user=u&password=" + PLANTED,
          "jdbc:postgresql://localhost/db?PASSWORD=" + PLANTED + "&sslmode=x",
          "postgresql://user:" + PLANTED + "@localhost/db",
          "jdbc:mysql://localhost/db",
          "jdbc:postgresql:",
          "verify-full",
          "tcp://10.0.0.1:5432",
          "${x}",
          "classpath:a",
          "x".repeat(10_000));

  @TempDir private Path folder;
  private int refusals;

  @Test
  void refusesWhateverIsAlmostAFile() throws IOException {
    Fuzz.of("configuration", PIECES)
        .run(
            200,
            text -> {
              Files.writeString(folder.resolve("application.yaml"), text, StandardCharsets.UTF_8);
              load(
                  new ConfigurationSources(
                      Map.of(), Map.of(), Optional.of(folder), Optional.of(Profile.TEST)));
            });

    assertThat(refusals).isPositive();
  }

  @Test
  void showsNoSecretWhateverTheValues() throws IOException {
    List<String> keys =
        EffectiveConfiguration.of(Profiles.load(sources(Map.of(), Profile.TEST))).values().stream()
            .map(EffectiveConfiguration.Value::key)
            .toList();
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create();
    Fuzz.of("configuration", PIECES)
        .run(
            200,
            text -> {
              Map<String, String> values = new HashMap<>();
              for (int i = random.nextInt(12); i >= 0; i--) {
                String key = keys.get(random.nextInt(keys.size()));
                String value = VALUES.get(random.nextInt(VALUES.size()));
                if (key.endsWith(".password")) {
                  values.put(key, PLANTED + value);
                } else if (!value.contains(PLANTED) || key.endsWith("url")) {
                  values.put(key, value);
                }
              }
              values.put(
                  PIECES.get(random.nextInt(PIECES.size())) + "..x." + random.nextInt(9), "x");
              values.put("database.password", PLANTED + text.strip().replace("\0", ""));
              for (Profile profile : Profile.values()) {
                assertThat(load(sources(values, profile)))
                    .as("what %s shows of %s", profile, values)
                    .doesNotContain(PLANTED);
              }
            });
    assertThat(refusals).isPositive();
  }

  /** Each is a mistake that the parser, Helidon or Heddle's own reading refuses. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "password: *SECRET",
        "password: &SECRET\n  host: *SECRETx",
        "password: &SECRET x\n  host: &SECRET y\n  port: *x",
        "password: !SECRET",
        "password: !SECRET x",
        "password: !!SECRET x",
        "password: !SECRET!x y",
        "password: !<SECRET> x",
        "password: !!int SECRET",
        "password: !!timestamp SECRET",
        "password: !!binary SECRET",
        "password: x\n  SECRET: y\n  SECRET: z",
        "? {SECRET: x}\n  : y",
        "? [SECRET]\n  : y",
        "<<: SECRET",
        "<<: [SECRET]",
        "<<: {password: {SECRET: x}}",
        "password: SECRET: x",
        "password: x: SECRET",
        "password: x\n\thost: SECRET",
        "password: \tSECRET\n \thost: x",
        "password: \"SECRET",
        "password: 'SECRET",
        "password: \"\\qSECRET\"",
        "password: \"\\xSECRET\"",
        "password: \"SECRET\" x",
        "password: \"SECRET\\",
        "password: [SECRET",
        "password: [SECRET]",
        "password: [SECRET}",
        "password: {SECRET",
        "password: {SECRET}",
        "password: {SECRET: x}",
        "password: {x: {SECRET: x}}",
        "password: {SECRET]",
        "password: |SECRET",
        "password: >SECRET",
        "password: |\n   x\n  SECRET",
        "password: @SECRET",
        "password: `SECRET",
        "password: %SECRET",
        "password: - SECRET",
        "password: ? SECRET",
        "password:SECRET",
        "password:SECRET\n  host: x",
        "host: x\n  password:SECRET",
        "{password:SECRET}",
        "password\n    SECRET",
        "password: x\n SECRET",
        "password: x\n---\nSECRET: x",
        "password: x\n...\nSECRET: x",
        "password: x\n...\n%YAML SECRET\n---\nx: y",
        "password: x\n...\n%TAG SECRET x\n---\nx: y",
        "password: x\n...\n%TAG !SECRET! x\n%TAG !SECRET! x\n---\nx: y",
        "password: SECRET\0",
        "password..SECRET: x",
        ".SECRET: x",
        "password: SECRET\n  host: *x",
      })
  void showsNoPieceOfAFileThatIsAlmostRight(String mistake) throws IOException {
    Files.writeString(
        folder.resolve("application.yaml"),
        "database:\n  " + mistake.replace("SECRET", PLANTED) + "\n",
        StandardCharsets.UTF_8);

    String shown =
        load(
            new ConfigurationSources(
                Map.of(), Map.of(), Optional.of(folder), Optional.of(Profile.TEST)));

    assertThat(shown).doesNotContain(PLANTED);
    assertThat(refusals).isPositive();
  }

  private ConfigurationSources sources(Map<String, String> properties, Profile profile) {
    return new ConfigurationSources(
        Map.of(), properties, Optional.of(Path.of("etc", "config")), Optional.of(profile));
  }

  /** Loads and reads everything; returns all that people get to see of it. */
  private String load(ConfigurationSources sources) {
    StringBuilder shown = new StringBuilder();
    try {
      Config config = Profiles.load(sources);
      EffectiveConfiguration effective = EffectiveConfiguration.of(config);
      shown.append(effective.text()).append(effective.problems());
      reading(shown, () -> DatabaseSettings.create(config.get("database")));
      reading(shown, () -> MigrationSettings.create(config.get("database")));
      reading(shown, () -> HttpLimits.create(config.get("server.limits")));
      reading(shown, () -> OperationsSettings.create(config.get("operations")));
    } catch (ConfigurationException e) {
      refusals++;
      shown.append(getStackTrace(e));
    }
    return shown.toString();
  }

  private void reading(StringBuilder shown, Supplier<?> settings) {
    try {
      shown.append(settings.get());
    } catch (ConfigurationException e) {
      refusals++;
      shown.append(getStackTrace(e));
    }
  }
}
