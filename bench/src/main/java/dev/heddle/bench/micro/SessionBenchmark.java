package dev.heddle.bench.micro;

import dev.heddle.Database;
import dev.heddle.Session;
import dev.heddle.config.DatabaseSettings;
import dev.heddle.config.Secret;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What a session costs that executes no statement, and so takes no connection. */
@State(Scope.Benchmark)
public class SessionBenchmark {

  private Database database = database();

  private static Database database() {
    // Nothing listens there, and nothing is asked.
    return Database.create(
        DatabaseSettings.of("jdbc:postgresql://127.0.0.1:1/none", "nobody", Secret.of("none")));
  }

  /** Opens the pool, whose connections never come. */
  @Setup
  public void open() {
    database.open();
  }

  /** Closes it. */
  @TearDown
  public void close() {
    database.close();
  }

  /** Open, commit, close. */
  @Benchmark
  public String sessionWithoutStatement() {
    try (Session session = database.session()) {
      session.commit();
      return session.id();
    }
  }

  /** The same through a function. */
  @Benchmark
  public boolean transactWithoutStatement() {
    return database.transact(session -> session.isClosed());
  }
}
