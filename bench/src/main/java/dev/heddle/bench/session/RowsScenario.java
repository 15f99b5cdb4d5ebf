package dev.heddle.bench.session;

import dev.heddle.bench.Options;
import java.util.List;
import picocli.CommandLine.Command;

/** A long result. */
@Command(
    name = "rows",
    description =
        "A query of 1,000 rows, each column read: through DbRow and as records, against raw JDBC.")
public final class RowsScenario extends RoundsScenario {

  @Override
  public String name() {
    return "rows";
  }

  @Override
  public List<String> contenders() {
    return Competitor.titles().stream()
        .filter(
            title ->
                Competitor.supports(title, Operation.THOUSAND_ROWS, Loop.CLOSED_LOOPING)
                    || Competitor.supports(title, Operation.THOUSAND_RECORDS, Loop.CLOSED_LOOPING))
        .toList();
  }

  @Override
  public List<String> tourContenders() {
    return List.of("heddle-read", "hikari-raw");
  }

  @Override
  Rounds rounds(Options options) {
    boolean tour = options.isTour();
    return new Rounds(
        List.of(
            new Rounds.Case("rows", Operation.THOUSAND_ROWS, Loop.CLOSED_LOOPING),
            new Rounds.Case("records", Operation.THOUSAND_RECORDS, Loop.CLOSED_LOOPING)),
        options.workers(1),
        null,
        options.seconds(tour ? 1 : 2),
        options.rounds(tour ? 1 : 3),
        tour ? Rounds.WARM_SECONDS / 4 : Rounds.WARM_SECONDS);
  }
}
