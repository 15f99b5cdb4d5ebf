package dev.heddle;

import dev.heddle.TransactionOptions.Access;
import dev.heddle.TransactionOptions.Isolation;
import dev.heddle.client.Frame;
import dev.heddle.client.Wording;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * What a session sends around its statements. Connections are read-only by default, so that single
 * reads need no transaction block; whoever writes says so in front of the first statement.
 */
final class Framing {

  /** Told only when there is one, so that a session that wrote nothing is not given one. */
  private static final String ASK_ID =
      "SELECT pg_current_xact_id_if_assigned()::text AS " + Wording.ANSWER;

  /** The number of a transaction that is about to write; it is given one. */
  static final String ASSIGN_ID = "SELECT pg_current_xact_id()::text";

  /** By isolation, and then as {@link #index} says. */
  private static final Map<Isolation, Frame[]> FRAMES = new EnumMap<>(Isolation.class);

  static {
    for (Isolation isolation : Isolation.values()) {
      Frame[] frames = new Frame[16];
      for (Access access : Access.values()) {
        for (int flags = 0; flags < 8; flags++) {
          boolean begin = (flags & 1) != 0;
          String end = (flags & 4) != 0 ? "COMMIT" : (flags & 2) != 0 ? ASK_ID : "";
          frames[index(access, flags)] = Frame.of(begin ? begin(access, isolation) : "", end);
        }
      }
      FRAMES.put(isolation, frames);
    }
  }

  private Framing() {}

  /** Whether these options need a transaction block at all. */
  static boolean needsBlock(TransactionOptions options) {
    return options.access() == Access.WRITE
        || options.isolation() != Isolation.READ_COMMITTED
        || options.fetchSize() > 0;
  }

  /** The statement that begins a transaction with these options. */
  static String begin(TransactionOptions options) {
    return begin(options.access(), options.isolation());
  }

  /**
   * The frame for a statement.
   *
   * @param begins whether the transaction begins with it
   * @param asksId whether the transaction's number is asked for behind it
   * @param commits whether the transaction ends with it; then nothing is asked
   */
  static Frame of(TransactionOptions options, boolean begins, boolean asksId, boolean commits) {
    int flags = (begins ? 1 : 0) | (asksId ? 2 : 0) | (commits ? 4 : 0);
    return Objects.requireNonNull(FRAMES.get(options.isolation()))[index(options.access(), flags)];
  }

  private static int index(Access access, int flags) {
    return access == Access.WRITE ? flags | 8 : flags;
  }

  private static String begin(Access access, Isolation isolation) {
    String mode = access == Access.WRITE ? " READ WRITE" : " READ ONLY";
    return switch (isolation) {
      case READ_COMMITTED -> "BEGIN" + mode;
      case REPEATABLE_READ -> "BEGIN ISOLATION LEVEL REPEATABLE READ" + mode;
      case SERIALIZABLE -> "BEGIN ISOLATION LEVEL SERIALIZABLE" + mode;
    };
  }
}
