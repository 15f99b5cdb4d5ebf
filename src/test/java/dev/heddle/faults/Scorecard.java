package dev.heddle.faults;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The document with a line for each row that ran: {@code target/fault-scorecard.md}. A row that
 * runs again replaces its line.
 */
final class Scorecard {

  private static final Path LINES = Path.of("target", "fault-scorecard");
  private static final Path CARD = Path.of("target", "fault-scorecard.md");

  /** Under the name that it has when the long form publishes it. */
  private static final Path DOCUMENT = LINES.resolve("FAULTS.md");

  private static final List<String> COLUMNS =
      List.of(
          "#",
          "fault",
          "expected",
          "set otherwise",
          "injected",
          "runs",
          "acknowledged",
          "lost",
          "doubled",
          "leaked",
          "errors",
          "worst latency",
          "time to recover",
          "target",
          "measured",
          "verdict");

  private static final Path LOCK = LINES.resolve("lock");

  private Scorecard() {}

  /** Rows of another JVM may be written at the same time. */
  static void write(Score score) {
    try {
      Files.createDirectories(LINES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try (FileChannel lock = FileChannel.open(LOCK, CREATE, WRITE);
        FileLock _ = lock.lock()) {
      Files.writeString(file(score.fault()), score.line() + "\n");
      String document = document();
      Files.writeString(CARD, document);
      Files.writeString(DOCUMENT, document);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The lines between head and rows of the table. */
  static String head() {
    return "| "
        + String.join(" | ", COLUMNS)
        + " |\n|"
        + COLUMNS.stream().map(_ -> "---|").collect(Collectors.joining());
  }

  private static String document() throws IOException {
    StringBuilder rows = new StringBuilder();
    for (Fault fault : Fault.all()) {
      Path line = file(fault);
      rows.append(Files.exists(line) ? Files.readString(line) : missing(fault) + "\n");
    }
    return """
    # Faults and what Heddle makes of them

    Each row is an integration test that injects a fault into a real PostgreSQL 18 or a real
    socket, with the shipped defaults except for what *set otherwise* names. Requests have unique
    ids in a table; clients note what they were told. *Lost*: told that it was kept, and it was
    not. *Doubled*: applied twice. *Leaked*: in use or in a transaction when nobody works any
    more. Any of these fails the build, and so does a row whose fault did not take place or
    whose target is missed, except where the verdict says **open**, and why, or **skipped**.

    This file is the scorecard of a run of the %s form on %d processors. `mvn verify` runs the
    short form and writes `target/fault-scorecard.md`; `mvn verify -Pfaults` runs the long one
    and renders this file anew.

    %s
    %s\
    """
        .formatted(form(), Runtime.getRuntime().availableProcessors(), head(), rows);
  }

  private static Path file(Fault fault) {
    return LINES.resolve("%02d-%s.md".formatted(fault.number(), form()));
  }

  /** In the names of lines, so that those of a short run stay out of the document of a long one. */
  private static String form() {
    return Scale.isLong() ? "long" : "short";
  }

  private static String missing(Fault fault) {
    return "| %d | %s | %s |%s %s | | not run |"
        .formatted(fault.number(), fault.name(), fault.expected(), " |".repeat(10), fault.target());
  }
}
