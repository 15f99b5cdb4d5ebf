package dev.heddle.bench;

import dev.heddle.bench.report.ReadmeFigures;
import dev.heddle.bench.results.ResultFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Writes the figures of the README anew. */
@Command(
    name = "readme",
    description = "Writes the README's figures anew, from the result file that the README names.",
    mixinStandardHelpOptions = true)
final class ReadmeCommand implements Callable<Integer> {

  @Override
  public Integer call() {
    Path readme = Installation.root().resolve("README.md");
    try {
      String text = Files.readString(readme);
      String file =
          ReadmeFigures.file(text)
              .orElseThrow(() -> new BenchException("README.md names no file of figures"));
      Files.writeString(
          readme, ReadmeFigures.replaced(text, ResultFile.read(Installation.root().resolve(file))));
      return 0;
    } catch (IOException e) {
      throw new BenchException("cannot write the README's figures: " + e.getMessage());
    }
  }
}
