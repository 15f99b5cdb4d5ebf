package dev.heddle.client;

import java.time.Duration;
import java.time.Period;
import org.postgresql.util.PGInterval;

/** An interval has months, days and a time; Java's classes have one half each. */
final class Intervals {

  private Intervals() {}

  /**
   * The exact time that the interval takes, with days of 24 hours.
   *
   * @throws ArithmeticException when it has months, whose length is not fixed
   */
  static Duration duration(PGInterval interval) {
    if (interval.getYears() != 0 || interval.getMonths() != 0) {
      throw new ArithmeticException("an interval with months has no fixed length; use Period");
    }
    return Duration.ofDays(interval.getDays())
        .plusHours(interval.getHours())
        .plusMinutes(interval.getMinutes())
        .plusSeconds(interval.getWholeSeconds())
        .plusNanos(interval.getMicroSeconds() * 1_000L);
  }

  /**
   * The interval as years, months and days.
   *
   * @throws ArithmeticException when it has hours or less, which a period cannot hold
   */
  static Period period(PGInterval interval) {
    boolean hasTime =
        interval.getHours() != 0
            || interval.getMinutes() != 0
            || interval.getWholeSeconds() != 0
            || interval.getMicroSeconds() != 0;
    if (hasTime) {
      throw new ArithmeticException("an interval with hours is no period; use Duration");
    }
    return Period.of(interval.getYears(), interval.getMonths(), interval.getDays());
  }
}
