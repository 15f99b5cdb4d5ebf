package dev.heddle.security;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** Texts that once broke something somewhere, kept below {@code src/test/resources/corpus}. */
final class Corpus {

  private Corpus() {}

  /** The lines of a file, with Java's escapes undone; comments begin with # and a blank. */
  static List<String> of(String name) throws IOException {
    try (InputStream file =
        Objects.requireNonNull(Corpus.class.getResourceAsStream("/corpus/" + name), name)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("# ") && !line.isEmpty())
          .map(String::translateEscapes)
          .toList();
    }
  }
}
