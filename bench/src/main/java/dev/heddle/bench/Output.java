package dev.heddle.bench;

import dev.heddle.bench.report.Page;
import dev.heddle.bench.results.ResultFile;
import dev.heddle.bench.results.Results;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where the results go.
 *
 * @param json the result file
 * @param report the page
 */
record Output(Path json, Path report) {

  /**
   * As the options say, or in {@code bench/results/latest}.
   *
   * @throws BenchException when nothing can be written there: better now than after the run
   */
  static Output of(Options options) {
    @Nullable Path given = options.json();
    Path json =
        given != null
            ? given.toAbsolutePath()
            : Installation.root().resolve("bench/results/latest/results.json");
    @Nullable Path page = options.report();
    Path report = page != null ? page.toAbsolutePath() : json.resolveSibling(pageName(json, given));
    Output output = new Output(json, report);
    output.tryOut(json);
    output.tryOut(report);
    return output;
  }

  private static String pageName(Path json, @Nullable Path given) {
    return given == null
        ? "report.html"
        : Objects.toString(json.getFileName()).replaceAll("\\.json$", "") + ".html";
  }

  /**
   * Writes both.
   *
   * @throws BenchException when that is not possible, such as on a full disk
   */
  void write(Results results) {
    try {
      ResultFile.write(json, results);
      Files.writeString(report, Page.of(results));
    } catch (IOException e) {
      throw new BenchException("cannot write the results: " + reason(e));
    }
  }

  private void tryOut(Path file) {
    if (Files.isDirectory(file)) {
      throw BenchException.usage("cannot write to %s: it is a folder".formatted(file));
    }
    try {
      Files.createDirectories(Objects.requireNonNull(file.getParent()));
      Path trial = Files.createTempFile(file.getParent(), "trial", null);
      try {
        Files.write(trial, new byte[64 * 1024]);
      } finally {
        Files.delete(trial);
      }
    } catch (IOException e) {
      throw new BenchException("cannot write to %s: %s".formatted(file, reason(e)));
    }
  }

  private static String reason(IOException e) {
    if (e instanceof FileSystemException failure && failure.getReason() != null) {
      return failure.getFile() + ": " + failure.getReason();
    }
    return e.getClass().getSimpleName().replace("Exception", "") + ": " + e.getMessage();
  }

  @Override
  public String toString() {
    return "results: %s%nreport:  %s".formatted(json, report);
  }
}
