package dev.heddle.faults;

import dev.heddle.Database;
import dev.heddle.config.DatabaseSettings;
import dev.heddle.config.Secret;
import java.util.function.ToLongFunction;

/**
 * A database in a class loader of its own, which is spoken to in the platform's types only: the
 * statement to run, or the name of a number to look up.
 */
public final class ClockedDatabase implements ToLongFunction<String>, AutoCloseable {

  private final Database database;

  /** A database with the shipped defaults. */
  public ClockedDatabase(String url, String username, String password) {
    this.database = Database.create(DatabaseSettings.of(url, username, Secret.of(password)));
    database.open();
  }

  @Override
  public long applyAsLong(String question) {
    return switch (question) {
      case "idle" -> database.stats().checkedIn();
      case "clock" -> System.currentTimeMillis();
      case "invalidated" -> database.stats().invalidated();
      default -> database.transact(s -> s.get(question).orElseThrow().column(1).getLong());
    };
  }

  @Override
  public void close() {
    database.close();
  }
}
