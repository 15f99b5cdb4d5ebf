package dev.heddle.build;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files that the build's rules are checked on. */
final class Sources {

  private Sources() {}

  /** Every Java file of the project: the service, its tests and the benchmark harness. */
  static List<Path> java() {
    return Stream.of("src", "bench")
        .map(Path::of)
        .filter(Files::isDirectory)
        .flatMap(folder -> files(folder, ".java"))
        .toList();
  }

  /** Every compiled class of the library and the service, without the tests. */
  static List<Path> classes() {
    return files(Path.of("target", "classes"), ".class").toList();
  }

  static Stream<Path> files(Path folder, String ending) {
    try (Stream<Path> walk = Files.walk(folder)) {
      return walk.filter(file -> file.toString().endsWith(ending)).sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
