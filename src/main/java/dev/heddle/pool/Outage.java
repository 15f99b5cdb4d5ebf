package dev.heddle.pool;

import dev.heddle.error.SqlStates;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Since when no connection could be opened, and why.
 *
 * @param since the {@link System#nanoTime()} at which the first attempt that failed was begun
 * @param failure why the last attempt failed; null while none has ended
 */
record Outage(long since, @Nullable Throwable failure) {

  /** How long it has lasted. */
  long nanos() {
    return System.nanoTime() - since;
  }

  /**
   * Whether a server answered and refused, so that asking often would only burden it: as opposed to
   * one that is not there, or says that it is starting or stopping.
   */
  boolean isRefusal() {
    String sqlState = SqlStates.of(failure);
    return !sqlState.isEmpty() && !SqlStates.isConnectionLost(sqlState);
  }

  /** What happened, without the driver's text, which may name the address. */
  String reason() {
    return switch (failure) {
      case null -> "no answer to the sign-in";
      case SQLException refused -> UndisclosedException.describe(refused);
      default -> "the sign-in could not begin";
    };
  }

  /** What to look at. */
  String advice() {
    return switch (failure) {
      case null -> "is the server frozen, or a firewall between?";
      case SQLException refused -> advice(SqlStates.of(refused));
      default -> "can database.password-file be read?";
    };
  }

  private static String advice(String sqlState) {
    return switch (sqlState) {
      case "53300" ->
          "raise max_connections there, or lower database.pool.size and database.pool.max-overflow";
      case "28P01", "28000" -> "are database.username and database.password right?";
      case "3D000" -> "is database.name right?";
      case "57P03" -> "wait until it is up";
      default -> "is it up, and are database.host and database.port right?";
    };
  }
}
