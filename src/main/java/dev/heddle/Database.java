package dev.heddle;

import dev.heddle.TransactionOptions.Nesting;
import dev.heddle.client.ClientContext;
import dev.heddle.config.DatabaseSettings;
import dev.heddle.error.SessionClosedException;
import dev.heddle.pool.ConnectionPool;
import dev.heddle.pool.PoolStats;
import dev.heddle.pool.Probe;
import io.helidon.common.context.Contexts;
import io.helidon.config.Config;
import io.helidon.dbclient.DbClient;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL database and its sessions. Opens at first use or when told, exactly once however
 * many threads ask; can be closed and opened again. Safe for any number of threads.
 */
public final class Database implements AutoCloseable {

  private static final Duration DRAIN = Duration.ofSeconds(10);

  private final DatabaseSettings settings;
  private final ClientContext client;
  private final ScopedClient scopedClient;
  private final ScopedValue<DatabaseSession> scope = ScopedValue.newInstance();
  private final ReentrantLock lifecycle = new ReentrantLock();
  private volatile @Nullable ConnectionPool pool;
  private volatile @Nullable Probe probe;
  private volatile boolean closing;

  Database(DatabaseSettings settings, ClientContext client) {
    this.settings = settings;
    this.client = client;
    this.scopedClient = new ScopedClient(this);
  }

  /**
   * A database as a {@code database} node of the configuration says, with its named statements and
   * the services that it configures; nothing is opened yet.
   *
   * @param config the node, of which every key is known or an error
   * @return a database that the caller must close
   * @throws dev.heddle.error.ConfigurationException with all problems, when there are any
   */
  public static Database create(Config config) {
    return builder(DatabaseSettings.create(config)).config(config).build();
  }

  /**
   * A database with these settings; nothing is opened yet.
   *
   * @param settings where to, and how
   * @return a database that the caller must close
   */
  public static Database create(DatabaseSettings settings) {
    return builder(settings).build();
  }

  /**
   * For a database with named statements, services or mappers.
   *
   * @param settings where to, and how
   * @return a builder for one database
   */
  public static DatabaseBuilder builder(DatabaseSettings settings) {
    return new DatabaseBuilder(settings);
  }

  /** {@return the settings that it was created with} */
  public DatabaseSettings settings() {
    return settings;
  }

  /** Opens the pool, unless it is open; an absent server is no error until a session needs it. */
  public void open() {
    openPool();
  }

  /** {@return whether the pool is open} */
  public boolean isOpen() {
    return pool != null;
  }

  /**
   * A session of this thread, read-write, which the caller must close.
   *
   * @return a session that has taken no connection yet
   */
  public Session session() {
    return session(TransactionOptions.write());
  }

  /**
   * A session of this thread with these options, which the caller must close.
   *
   * @param options what it may do, and for how long
   * @return a session that has taken no connection yet
   */
  public Session session(TransactionOptions options) {
    return newSession(options);
  }

  /**
   * Does the work in a transaction: committed when it returns, rolled back when it throws. Inside
   * another session of this thread it joins that one, and never takes a second connection.
   *
   * @param <T> what the work returns
   * @param <X> what the work may throw
   * @param work done once
   * @return what the work returned; it is kept by then
   * @throws X what the work threw, unchanged
   */
  public <T, X extends Exception> T transact(SessionFunction<T, X> work) throws X {
    return transact(TransactionOptions.write(), work);
  }

  /**
   * Does the work in a transaction with these options; with {@link TransactionOptions#withTries}
   * again when that is safe and may help. Inside another session only the nesting counts.
   *
   * @param <T> what the work returns
   * @param <X> what the work may throw
   * @param options inside another session only the nesting counts
   * @param work done once
   * @return what the work returned; it is kept by then, or when the outer session commits
   * @throws X what the work threw, unchanged
   */
  public <T, X extends Exception> T transact(TransactionOptions options, SessionFunction<T, X> work)
      throws X {
    @Nullable DatabaseSession outer = current();
    if (outer == null) {
      return alone(options, work);
    }
    return options.nesting() == Nesting.SAVEPOINT ? behind(outer, work) : joined(outer, work);
  }

  /**
   * Does the work in a session in which the server refuses every write.
   *
   * @param <T> what the work returns
   * @param <X> what the work may throw
   * @param work done once
   * @return what the work returned
   * @throws X what the work threw, unchanged
   */
  public <T, X extends Exception> T read(SessionFunction<T, X> work) throws X {
    return transact(TransactionOptions.read(), work);
  }

  /**
   * Does the work with the session in scope, so that {@link #client()} joins it. The session is
   * neither committed nor closed here.
   *
   * @param <T> what the work returns
   * @param <X> what the work may throw
   * @param session one that this database opened on this thread
   * @param work done once
   * @return what the work returned
   * @throws X what the work threw, unchanged
   */
  public <T, X extends Exception> T within(Session session, ScopedWork<T, X> work) throws X {
    return ScopedValue.where(scope, (DatabaseSession) session).call(work::call);
  }

  /**
   * The session that {@link #client()} and a nested {@link #transact} join on this thread.
   *
   * @return empty outside of one
   * @throws SessionClosedException when it was closed already, as by the answer of its handler
   */
  public Optional<Session> currentSession() {
    return Optional.ofNullable(current());
  }

  /**
   * Helidon's client: it joins the session in scope; outside, each statement is a short session.
   *
   * @return the same one each time, for any number of threads
   */
  public DbClient client() {
    return scopedClient;
  }

  /** Makes {@link #client()} the {@code DbClient} of Helidon's global context. */
  public void registerGlobally() {
    Contexts.globalContext().register(scopedClient);
  }

  /**
   * Whether {@code SELECT 1} was answered within {@code health-timeout}. Asks over a connection of
   * its own, so a busy pool is not unhealthy. Never throws.
   *
   * @return false also before opening
   */
  public boolean isHealthy() {
    Probe current = probe;
    return current != null && current.isAnswered();
  }

  /** {@return the pool's numbers; all zero but the sizes before opening} */
  public PoolStats stats() {
    ConnectionPool current = pool;
    return current != null
        ? current.stats()
        : new PoolStats(
            settings.pool().size(), 0, 0, 0, 0, 0, settings.pool().max(), 0, 0, 0, 0, 0, 0);
  }

  /**
   * When those who wait for a connection now will have been served; for refusing others early.
   *
   * @return one second to one minute; one second when nobody waits, or nothing was measured
   */
  public Duration retryAfter() {
    ConnectionPool current = pool;
    return current != null ? current.retryAfter() : Duration.ofSeconds(1);
  }

  /**
   * Waits for open sessions, at most ten seconds, and closes the pool; idempotent. Until it has
   * returned a new session is refused, also to those who are waited for.
   */
  @Override
  public void close() {
    ConnectionPool draining;
    Probe asking;
    lifecycle.lock();
    try {
      draining = pool;
      asking = probe;
      if (draining == null || closing) {
        return;
      }
      closing = true;
      probe = null;
    } finally {
      lifecycle.unlock();
    }
    try {
      draining.close(DRAIN);
      if (asking != null) {
        asking.close();
      }
    } finally {
      lifecycle.lock();
      try {
        pool = null;
        closing = false;
      } finally {
        lifecycle.unlock();
      }
    }
  }

  ClientContext clientContext() {
    return client;
  }

  DatabaseSession newSession(TransactionOptions options) {
    return newSession(options, budget(options));
  }

  DatabaseSession newSession(TransactionOptions options, Budget budget) {
    return new DatabaseSession(client, openPool(), options, budget);
  }

  Budget budget(TransactionOptions options) {
    return Budget.of(settings.session(), options);
  }

  /**
   * The session in scope, an error when it was closed already. None while its hooks run: what they
   * do has to be kept by itself, as the session may end without another commit.
   */
  @Nullable DatabaseSession current() {
    if (!scope.isBound()) {
      return null;
    }
    DatabaseSession session = scope.get();
    if (session.isClosed()) {
      throw new SessionClosedException(
          "session %s is closed: its answer was sent, so nothing more can be done in it"
              .formatted(session.id()),
          null);
    }
    return session.runsHooks() ? null : session;
  }

  private ConnectionPool openPool() {
    ConnectionPool current = pool;
    if (current != null && !closing) {
      return current;
    }
    lifecycle.lock();
    try {
      if (closing) {
        throw new SessionClosedException(
            "database '%s' is being closed, so no new session begins; open it again when close() has returned"
                .formatted(settings.name()),
            null);
      }
      current = pool;
      if (current == null) {
        current = ConnectionPool.open(settings);
        probe = Probe.of(current, settings.healthTimeout());
        pool = current;
      }
      return current;
    } finally {
      lifecycle.unlock();
    }
  }

  private <T, X extends Exception> T alone(TransactionOptions options, SessionFunction<T, X> work)
      throws X {
    Replays replays = Replays.of(this, options);
    while (true) {
      DatabaseSession session = newSession(options, replays.budget());
      try (session) {
        return committed(session, work);
      } catch (RuntimeException e) {
        replays.next(session, e);
      }
    }
  }

  private <T, X extends Exception> T committed(DatabaseSession session, SessionFunction<T, X> work)
      throws X {
    try {
      T result = within(session, () -> work.apply(session));
      session.commit();
      return result;
    } catch (Throwable e) {
      // Known to the session, so that what goes wrong with the rollback is attached to it.
      session.parts().rollbackOnly(e);
      throw e;
    }
  }

  private static <T, X extends Exception> T joined(
      DatabaseSession outer, SessionFunction<T, X> work) throws X {
    outer.parts().join();
    try {
      return work.apply(outer);
    } catch (Throwable e) {
      outer.parts().rollbackOnly(e);
      throw e;
    } finally {
      outer.parts().leave();
    }
  }

  private static <T, X extends Exception> T behind(
      DatabaseSession outer, SessionFunction<T, X> work) throws X {
    Savepoint savepoint = outer.savepoint();
    JoinedParts.Part part = outer.parts().join();
    boolean kept = false;
    try {
      T result = work.apply(outer);
      kept = part.rollbackOnly() || !outer.parts().isRollbackOnly();
      if (kept) {
        savepoint.release();
      } else {
        undo(outer, savepoint, part);
      }
      return result;
    } catch (Throwable e) {
      if (!kept) {
        try {
          undo(outer, savepoint, part);
        } catch (RuntimeException suppressed) {
          e.addSuppressed(suppressed);
        }
      }
      throw e;
    } finally {
      outer.parts().leave();
    }
  }

  private static void undo(DatabaseSession outer, Savepoint savepoint, JoinedParts.Part part) {
    savepoint.rollback();
    outer.parts().undone(part);
  }
}
