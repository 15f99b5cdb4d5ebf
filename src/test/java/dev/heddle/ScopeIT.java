package dev.heddle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.heddle.config.PoolSettings;
import dev.heddle.error.SessionClosedException;
import dev.heddle.error.SessionConfinementException;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.TestPostgres;
import io.helidon.dbclient.DbClient;
import io.helidon.dbclient.DbExecute;
import io.helidon.dbclient.DbTransaction;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code database.client()} works in the session in scope, and in nobody else's. */
@PostgresTest
class ScopeIT {

  private static final String BACKEND = "SELECT pg_backend_pid() AS pid";

  private final Database database;
  private final DbClient client;

  ScopeIT(TestPostgres postgres) {
    this.database =
        Database.create(postgres.settings().withPool(PoolSettings.defaults().withSize(3, 0)));
    this.client = database.client();
  }

  @AfterEach
  void leavesNothingBehind() {
    assertThat(database.stats().checkedOut()).isZero();
    database.close();
  }

  @Test
  void joinsTheSessionInScope() {
    database.transact(
        s -> {
          int own = backend(s);
          assertThat(backend(client.execute())).isEqualTo(own);
          assertThat(backend(client.transaction())).isEqualTo(own);
          assertThat(database.<Integer, RuntimeException>read(ScopeIT::backend)).isEqualTo(own);
          assertThat(database.stats().checkedOut()).isEqualTo(1);
          return 0;
        });
  }

  @Test
  void joinsAManualSessionOnlyWhereItIsBound() {
    try (Session session = database.session()) {
      int own = backend(session);
      assertThat(
              database.<Integer, RuntimeException>within(session, () -> backend(client.execute())))
          .isEqualTo(own);
      assertThat(backend(client.execute())).isNotEqualTo(own);
    }
  }

  @Test
  void givesAChildThreadASessionOfItsOwn() throws Exception {
    database.transact(
        s -> {
          int own = backend(s);
          FutureTask<Integer> child = new FutureTask<>(() -> backend(client.execute()));
          Thread.ofVirtual().start(child);
          assertThat(child.get()).isNotEqualTo(own);
          FutureTask<Integer> nested =
              new FutureTask<>(
                  () -> database.<Integer, RuntimeException>transact(ScopeIT::backend));
          Thread.ofPlatform().start(nested);
          assertThat(nested.get()).isNotEqualTo(own);
          return 0;
        });
  }

  @Test
  void refusesAChildThreadThatWasHandedTheScope() throws Exception {
    database.transact(
        s -> {
          int own = backend(s);
          FutureTask<Throwable> child =
              new FutureTask<>(
                  () -> catchThrowable(() -> database.within(s, () -> backend(client.execute()))));
          Thread.ofVirtual().name("child").start(child);
          assertThat(child.get())
              .isInstanceOf(SessionConfinementException.class)
              .hasMessageContaining("was used by 'child'")
              .hasMessageContaining("give each thread a session of its own");
          assertThat(backend(s)).as("the session goes on").isEqualTo(own);
          return 0;
        });
  }

  @Test
  void aChildThreadThatWasHandedTheScopeChangesNothingInTheSession() throws Exception {
    database.transact(
        s -> {
          s.afterCommit(() -> {});
          DbTransaction joined = client.transaction();
          for (ScopedWork<?, RuntimeException> work :
              List.<ScopedWork<?, RuntimeException>>of(
                  () -> database.<Integer, RuntimeException>transact(ScopeIT::backend),
                  () -> database.<Integer, RuntimeException>transact(_ -> 1),
                  client::transaction,
                  () -> {
                    joined.rollback();
                    return backend(joined);
                  },
                  () -> {
                    s.close();
                    return 0;
                  })) {
            FutureTask<Throwable> child =
                new FutureTask<>(() -> catchThrowable(() -> database.within(s, work)));
            Thread.ofVirtual().start(child);
            assertThat(child.get()).isInstanceOf(SessionConfinementException.class);
            assertThat(s.isNested()).isFalse();
          }
          return backend(s);
        });
  }

  @Test
  void refusesTwoThreadsAtOnceInOneSession() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch refused = new CountDownLatch(1);
    AtomicReference<Session> shared = new AtomicReference<>();
    FutureTask<Throwable> intruder =
        new FutureTask<>(
            () -> {
              running.await();
              Session stolen = Objects.requireNonNull(shared.get());
              Throwable statement = catchThrowable(() -> backend(stolen));
              assertThat(catchThrowable(stolen::commit))
                  .isInstanceOf(SessionConfinementException.class);
              assertThat(catchThrowable(stolen::close))
                  .isInstanceOf(SessionConfinementException.class);
              refused.countDown();
              return statement;
            });
    Thread.ofVirtual().start(intruder);
    try (Session session = database.session()) {
      int own = backend(session);
      shared.set(session);
      running.countDown();
      while (refused.getCount() > 0) {
        assertThat(backend(session)).isEqualTo(own);
      }
      session.commit();
    }
    assertThat(intruder.get()).isInstanceOf(SessionConfinementException.class);
  }

  @Test
  void letsAnotherThreadCloseTheSessionOfADeadOne() throws Exception {
    FutureTask<Session> opening =
        new FutureTask<>(
            () -> {
              Session session = database.session();
              backend(session);
              return session;
            });
    Thread thread = Thread.ofVirtual().start(opening);
    Session orphan = opening.get();
    thread.join();

    orphan.close();

    assertThat(orphan.isClosed()).isTrue();
  }

  @Test
  void belongsToTheFirstThatComesWhenItsThreadHasEnded() throws Exception {
    FutureTask<Session> opening = new FutureTask<>(database::session);
    Thread thread = Thread.ofVirtual().start(opening);
    thread.join();
    try (Session orphan = opening.get()) {
      assertThat(backend(orphan)).isPositive();
      FutureTask<Throwable> other = new FutureTask<>(() -> catchThrowable(() -> backend(orphan)));
      Thread.ofVirtual().start(other);
      assertThat(other.get()).isInstanceOf(SessionConfinementException.class);
    }
  }

  @Test
  void aKeptExecuteJoinsWhateverSessionIsInScope() {
    DbExecute kept = client.execute();
    assertThat(backend(kept)).isPositive();
    for (int i = 0; i < 2; i++) {
      DbExecute within =
          database.transact(
              s -> {
                int own = backend(s);
                assertThat(backend(kept)).isEqualTo(own);
                DbExecute made = client.execute();
                assertThat(backend(made)).isEqualTo(own);
                return made;
              });
      assertThat(backend(within)).as("it outlives the session").isPositive();
    }
  }

  @Test
  void namesTheErrorOfAStatementInScopeAfterClose() {
    Session session = database.session();
    assertThatThrownBy(
            () ->
                database.within(
                    session,
                    () -> {
                      backend(client.execute());
                      session.close();
                      return backend(client.execute());
                    }))
        .isInstanceOf(SessionClosedException.class)
        .hasMessageContaining("is closed: its answer was sent");
    assertThatThrownBy(
            () ->
                database.within(
                    session, () -> database.<Integer, RuntimeException>transact(s -> 1)))
        .isInstanceOf(SessionClosedException.class);
  }

  private static int backend(DbExecute execute) {
    return execute.get(BACKEND).orElseThrow().column("pid").get(Integer.class);
  }
}
