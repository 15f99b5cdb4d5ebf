package dev.heddle.testing;

import dev.heddle.Database;
import dev.heddle.config.DatabaseSettings;
import java.time.Duration;

/** Databases whose first sign-in is paid for, for tests of budgets that leave no time for one. */
public final class Opened {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  private Opened() {}

  /** A database that has a connection waiting. The caller closes it. */
  public static Database with(DatabaseSettings settings) {
    return filled(Database.create(settings), 1);
  }

  /**
   * Opens the database and waits for so many idle connections.
   *
   * @return the same database
   */
  public static Database filled(Database database, int connections) {
    database.open();
    Await.until(
        LIMIT,
        () -> database.stats().checkedIn() >= connections,
        "%d connections are there".formatted(connections));
    return database;
  }
}
