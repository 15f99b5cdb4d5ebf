package dev.heddle.bench;

import dev.heddle.bench.results.Comparison;
import dev.heddle.bench.results.ResultFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Compares two result files. */
@Command(
    name = "compare",
    description =
        "What became faster or slower from one result file to another, with the noise taken into"
            + " account.",
    mixinStandardHelpOptions = true)
final class CompareCommand implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "A.json", description = "Before.")
  private Path before = Path.of("");

  @Parameters(index = "1", paramLabel = "B.json", description = "After.")
  private Path after = Path.of("");

  @Override
  public Integer call() {
    try {
      System.out.print(Comparison.of(ResultFile.read(before), ResultFile.read(after)));
      return 0;
    } catch (IOException e) {
      String message = e.getMessage();
      throw new BenchException(
          e instanceof java.nio.file.NoSuchFileException
              ? "there is no file " + message
              : "cannot compare: " + message);
    }
  }
}
