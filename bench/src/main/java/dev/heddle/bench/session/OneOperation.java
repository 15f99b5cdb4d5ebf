package dev.heddle.bench.session;

import dev.heddle.bench.Options;
import java.util.List;

/** A scenario of one kind of session, in a closed loop, for all contenders that can do it. */
abstract sealed class OneOperation extends RoundsScenario permits InsertScenario, PipelineScenario {

  private static final Loop LOOP = Loop.CLOSED_LOOPING;

  private final String name;
  private final String variant;
  private final Operation operation;
  private final List<String> tourContenders;

  OneOperation(String name, String variant, Operation operation, List<String> tourContenders) {
    this.name = name;
    this.variant = variant;
    this.operation = operation;
    this.tourContenders = tourContenders;
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final List<String> contenders() {
    return Competitor.titles().stream()
        .filter(title -> Competitor.supports(title, operation, LOOP))
        .toList();
  }

  @Override
  public final List<String> tourContenders() {
    return tourContenders;
  }

  @Override
  Rounds rounds(Options options) {
    boolean tour = options.isTour();
    return new Rounds(
        List.of(new Rounds.Case(variant, operation, LOOP)),
        tour ? options.workers(10) : options.workers(10, 50),
        null,
        options.seconds(tour ? 1 : 2),
        options.rounds(tour ? 1 : 3),
        tour ? Rounds.WARM_SECONDS / 4 : Rounds.WARM_SECONDS);
  }
}
