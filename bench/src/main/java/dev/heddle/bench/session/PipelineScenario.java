package dev.heddle.bench.session;

import java.util.List;
import picocli.CommandLine.Command;

/** Twenty reads in one session. */
@Command(
    name = "pipeline",
    description = "Twenty reads by primary key in one session, one by one or in fewer round trips.")
public final class PipelineScenario extends OneOperation {

  /** The scenario with its own command. */
  public PipelineScenario() {
    super(
        "pipeline",
        "twenty-reads",
        Operation.READ_TWENTY,
        List.of("heddle-read", "hikari-raw", "pgbench-pipeline"));
  }
}
