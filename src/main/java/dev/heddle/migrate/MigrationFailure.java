package dev.heddle.migrate;

import dev.heddle.error.DatabaseUnavailableException;
import dev.heddle.error.HeddleException;
import dev.heddle.error.MigrationException;
import dev.heddle.error.SqlStates;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flywaydb.core.internal.exception.FlywayMigrateException;
import org.flywaydb.core.internal.sqlscript.FlywaySqlScriptException;
import org.jspecify.annotations.Nullable;

/**
 * Tells what went wrong in words that hold neither values nor the driver's text: an error of SQL is
 * fatal, a lost server is not.
 */
final class MigrationFailure {

  private static final int LONGEST_STATEMENT = 60;

  private static final Pattern LEADING_COMMENTS =
      Pattern.compile("^(\\s|--[^\\n]*\\n|/\\*.*?\\*/)*+", Pattern.DOTALL);

  /** From the first literal on, a statement may hold a secret. */
  private static final Pattern BEFORE_LITERAL = Pattern.compile("^[^'$]*");

  private MigrationFailure() {}

  /** The failure of a run, while the named script was at work. */
  static HeddleException of(RuntimeException failure, Optional<String> script) {
    String sqlState = SqlStates.of(failure);
    if (SqlStates.isConnectionLost(sqlState)) {
      return new DatabaseUnavailableException(
          "the connection was lost while migrating"
              + script.map(name -> " (" + name + ")").orElse("")
              + ", SQLSTATE "
              + sqlState
              + "; what was not committed is undone, so the next run goes on from there",
          failure);
    }
    if (sqlState.isEmpty()) {
      return new MigrationException(
          "the migrations (database.migration.locations) cannot be applied: "
              + failure.getMessage(),
          failure);
    }
    return new MigrationException(
        "migration "
            + script.orElse("(none yet)")
            + " failed"
            + find(failure, FlywaySqlScriptException.class).map(MigrationFailure::place).orElse("")
            + " with SQLSTATE "
            + sqlState
            + (isAtomic(failure)
                ? "; all of it is undone: correct it and start again"
                : "; it runs outside of a transaction, so undo by hand what it has done, delete its"
                    + " line from the history, correct it and start again"),
        failure);
  }

  private static String place(FlywaySqlScriptException failure) {
    return " in line " + failure.getLineNumber() + " (" + shorten(failure.getStatement()) + ")";
  }

  private static String shorten(String statement) {
    String line =
        LEADING_COMMENTS.matcher(statement).replaceFirst("").strip().replaceAll("\\s+", " ");
    Matcher harmless = BEFORE_LITERAL.matcher(line);
    String shown = harmless.find() ? harmless.group() : "";
    String cut = shown.substring(0, Math.min(shown.length(), LONGEST_STATEMENT));
    return cut.length() == line.length() ? line : cut.strip() + " …";
  }

  private static boolean isAtomic(RuntimeException failure) {
    return find(failure, FlywayMigrateException.class)
        .map(FlywayMigrateException::isExecutableInTransaction)
        .orElse(true);
  }

  private static <T> Optional<T> find(@Nullable Throwable failure, Class<T> type) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (type.isInstance(at)) {
        return Optional.of(type.cast(at));
      }
    }
    return Optional.empty();
  }
}
