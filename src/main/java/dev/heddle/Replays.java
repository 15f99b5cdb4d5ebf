package dev.heddle;

import dev.heddle.error.CommitOutcomeUnknownException;
import dev.heddle.error.DatabaseUnavailableException;
import dev.heddle.error.SqlStates;
import dev.heddle.error.StalePlanException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The tries of one unit of work: whether there is another one after a failure, and the pause before
 * it, which is random so that those who met once do not meet again. All tries have one budget.
 */
final class Replays {

  /** The pause before the second try is at most this; it doubles from try to try. */
  private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final TransactionOptions options;
  private final Budget budget;
  private int tries = 1;
  private @Nullable RuntimeException previous;

  private Replays(TransactionOptions options, Budget budget) {
    this.options = options;
    this.budget = budget;
  }

  /** The tries of a unit of work that begins now. */
  static Replays of(Database database, TransactionOptions options) {
    return new Replays(options, database.budget(options));
  }

  /** Whether nothing of the failed work was kept, and doing it again may help. */
  static boolean mayHelp(Throwable failure) {
    return switch (failure) {
      case CommitOutcomeUnknownException _ -> false;
      case DatabaseUnavailableException _, StalePlanException _ -> true;
      default -> {
        String sqlState = SqlStates.of(failure);
        yield sqlState.equals("40001") || sqlState.equals("40P01");
      }
    };
  }

  /** The time that is left to all of them. */
  Budget budget() {
    return budget;
  }

  /**
   * Waits until the next try.
   *
   * @param session of the last one; what it has committed, or may have, before it failed must not
   *     be done again
   * @param failure of the last one
   * @throws RuntimeException the failure, when there is no next try; the one before is attached to
   *     it
   */
  void next(DatabaseSession session, RuntimeException failure) {
    if (previous != null && previous != failure) {
      failure.addSuppressed(previous);
    }
    previous = failure;
    if (tries >= options.tries() || session.mayHaveCommitted() || !mayHelp(failure)) {
      throw failure;
    }
    long pause = ThreadLocalRandom.current().nextLong(FIRST_PAUSE_NANOS << (tries - 1));
    if (budget.isUsedUpIn(2 * pause)) {
      // A try needs time too: what it would be told then is that there was none left.
      throw failure;
    }
    LockSupport.parkNanos(this, pause);
    tries++;
  }
}
