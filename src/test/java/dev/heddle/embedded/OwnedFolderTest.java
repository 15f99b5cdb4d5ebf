package dev.heddle.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnedFolderTest {

  @TempDir private Path temporary;

  @Test
  void goesOnWhenWhatKilledRunsHaveLeftCannotBeStopped() throws IOException {
    List<Path> left = List.of(killed("one"), killed("two"));
    List<Path> asked = new ArrayList<>();
    try (OwnedFolder folder = owned("mine")) {
      folder.sweepStale(
          stale -> {
            asked.add(stale);
            throw new UncheckedIOException(new IOException("it cannot be stopped"));
          });
      assertThat(folder.path()).exists();
    }
    assertThat(asked).containsExactlyInAnyOrderElementsOf(left);
    assertThat(left)
        .as("left with what may still run on it")
        .allSatisfy(p -> assertThat(p).exists());
  }

  private Path killed(String name) throws IOException {
    OwnedFolder folder = owned(name);
    folder.lock().close();
    return folder.path();
  }

  private OwnedFolder owned(String name) throws IOException {
    Path path = Files.createDirectory(temporary.resolve("heddle-postgres-" + name)).toRealPath();
    return new OwnedFolder(path, FolderLock.tryLock(path).orElseThrow(), true);
  }
}
