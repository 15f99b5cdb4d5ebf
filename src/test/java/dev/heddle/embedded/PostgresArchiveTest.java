package dev.heddle.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.error.EmbeddedPostgresException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostgresArchiveTest {

  @ParameterizedTest
  @CsvSource({
    "Linux, amd64, postgres-linux-x86_64.txz",
    "Linux, aarch64, postgres-linux-arm_64.txz",
    "Mac OS X, x86_64, postgres-darwin-x86_64.txz",
    "Mac OS X, aarch64, postgres-darwin-arm_64.txz",
    "Windows 11, amd64, postgres-windows-x86_64.txz"
  })
  void knowsTheNameForEachSystem(String osName, String osArch, String name) {
    assertThat(PostgresArchive.resourceName(osName, osArch)).isEqualTo(name);
  }

  @Test
  void saysWhenThereIsNoneForThisMachine(@TempDir Path cache) {
    PostgresArchive archive = new PostgresArchive("postgres-plan9-mips.txz", cache);

    assertThatThrownBy(archive::unpacked)
        .isInstanceOf(EmbeddedPostgresException.class)
        .hasMessageContaining("postgres-plan9-mips.txz")
        .hasMessageContaining("database.url")
        .hasMessageContaining("database.embedded.binaries");
  }

  @Test
  void saysWhenItCannotUnpack(@TempDir Path folder) throws IOException {
    Path occupied = Files.createFile(folder.resolve("a file"));

    assertThatThrownBy(() -> PostgresArchive.forThisMachine(occupied).unpacked())
        .isInstanceOf(EmbeddedPostgresException.class)
        .hasMessageContaining(
            "cannot unpack the embedded PostgreSQL into "
                + occupied
                + ": "
                + occupied
                + " is not a folder; make that folder writable, or set")
        .hasMessageContaining("database.embedded.binaries");
  }

  @Test
  void unpacksOnceAndReplacesAHalfUnpackedOne(@TempDir Path cache) throws IOException {
    Files.createDirectories(cache.resolve("partial/bin"));
    Files.writeString(cache.resolve("partial/bin/postgres"), "half");

    Path bin = PostgresArchive.forThisMachine(cache).unpacked();
    Path again = PostgresArchive.forThisMachine(cache).unpacked();

    assertThat(again).isEqualTo(bin);
    assertThat(bin.resolve("postgres")).isExecutable();
    assertThat(Files.size(bin.resolve("postgres"))).isGreaterThan(1_000_000);
    try (Stream<Path> found = Files.list(cache)) {
      assertThat(found.filter(path -> !path.endsWith("lock")))
          .containsExactly(bin.resolve("..").normalize());
    }
  }
}
