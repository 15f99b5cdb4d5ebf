package dev.heddle;

import dev.heddle.TransactionOptions.Access;
import dev.heddle.TransactionOptions.Isolation;

/**
 * The statement that begins a transaction. Connections are read-only by default, so that single
 * reads need none; whoever writes says so here.
 */
final class Begin {

  private Begin() {}

  /** Whether these options need a transaction block at all. */
  static boolean isNeeded(TransactionOptions options) {
    return options.access() == Access.WRITE
        || options.isolation() != Isolation.READ_COMMITTED
        || options.fetchSize() > 0;
  }

  /** The statement for these options. */
  static String text(TransactionOptions options) {
    boolean write = options.access() == Access.WRITE;
    return switch (options.isolation()) {
      case READ_COMMITTED -> write ? "BEGIN READ WRITE" : "BEGIN READ ONLY";
      case REPEATABLE_READ ->
          write
              ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ WRITE"
              : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
      case SERIALIZABLE ->
          write
              ? "BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE"
              : "BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY";
    };
  }
}
