package dev.heddle.bench.session;

import java.util.List;
import picocli.CommandLine.Command;

/** A session that writes one row. */
@Command(
    name = "insert",
    description = "Write sessions of one INSERT, each durable when it is counted.")
public final class InsertScenario extends OneOperation {

  /** The scenario with its own command. */
  public InsertScenario() {
    super(
        "insert",
        "insert",
        Operation.INSERT,
        List.of("heddle-transaction", "heddle-last", "hikari-raw"));
  }
}
