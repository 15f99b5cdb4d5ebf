package dev.heddle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.TransactionOptions.Isolation;
import dev.heddle.client.Pipeline;
import dev.heddle.config.PoolSettings;
import dev.heddle.error.SqlStates;
import dev.heddle.error.StatementException;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.TestPostgres;
import dev.heddle.web.HeddleFeature;
import dev.heddle.web.SessionHandlers;
import io.helidon.dbclient.DbExecute;
import io.helidon.dbclient.DbRow;
import io.helidon.webserver.WebServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A SELECT whose function writes is refused in each kind of read session, and writes nothing. */
@PostgresTest
class WritingFunctionIT {

  private static final String SELECT = "SELECT scribble()";
  private static final TransactionOptions READ = TransactionOptions.read();

  private final TestPostgres postgres;
  private final Database database;

  WritingFunctionIT(TestPostgres postgres) {
    this.postgres = postgres;
    this.database =
        Database.create(postgres.settings().withPool(PoolSettings.defaults().withSize(1, 0)));
  }

  @BeforeEach
  void makeFunction() {
    postgres.execute(
        "CREATE TABLE IF NOT EXISTS scribbled (id int)",
        "TRUNCATE scribbled",
        "CREATE OR REPLACE FUNCTION scribble() RETURNS int LANGUAGE sql AS"
            + " 'INSERT INTO scribbled VALUES (1) RETURNING id'");
  }

  @AfterEach
  void wroteNothing() {
    assertThat(postgres.count("SELECT count(*) FROM scribbled")).isZero();
    assertThat(database.stats().checkedOut()).isZero();
    database.close();
  }

  static List<Arguments> sessions() {
    return List.of(
        session("plain", READ, WritingFunctionIT::get),
        session(
            "behind a read",
            READ,
            s -> {
              s.get("SELECT 1");
              get(s);
            }),
        session("rows at once", READ, WritingFunctionIT::query),
        session("rows by fetch size", READ.withFetchSize(1), WritingFunctionIT::query),
        session(
            "one snapshot", READ.withIsolation(Isolation.REPEATABLE_READ), WritingFunctionIT::get),
        session("last statement", READ, s -> s.last().get(SELECT)),
        session("pipeline", READ, WritingFunctionIT::pipeline),
        session("pipeline by fetch size", READ.withFetchSize(1), WritingFunctionIT::pipeline));
  }

  @ParameterizedTest
  @MethodSource("sessions")
  void isRefused(String name, TransactionOptions options, Consumer<Session> select) {
    assertThatThrownBy(
            () ->
                database.transact(
                    options,
                    session -> {
                      select.accept(session);
                      return 0;
                    }))
        .isInstanceOf(StatementException.class)
        .satisfies(e -> assertThat(SqlStates.of(e)).isEqualTo("25006"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/session", "/client", "/service"})
  void isRefusedOverHttp(String path) throws Exception {
    AtomicReference<String> state = new AtomicReference<>("");
    SessionHandlers db = SessionHandlers.of(database);
    WebServer server =
        WebServer.builder()
            .port(0)
            .shutdownHook(false)
            .addFeature(HeddleFeature.create(database))
            .routing(
                routes ->
                    routes
                        .get("/session", db.read((s, _) -> noting(state, s)))
                        .get(
                            "/client",
                            db.read((_, _) -> noting(state, database.client().execute())))
                        .register(
                            "/service",
                            db.service(
                                READ,
                                rules ->
                                    rules.get(
                                        (_, response) ->
                                            response.send(
                                                noting(state, database.client().execute()))))))
            .build()
            .start();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + path))
                  .build(),
              HttpResponse.BodyHandlers.ofString());

      assertThat(answer.statusCode()).isEqualTo(500);
      assertThat(state.get()).isEqualTo("25006");
    } finally {
      server.stop();
    }
  }

  private static Arguments session(
      String name, TransactionOptions options, Consumer<Session> select) {
    return Arguments.of(name, options, select);
  }

  private static void get(DbExecute session) {
    session.get(SELECT);
  }

  private static void query(Session session) {
    try (Stream<DbRow> rows = session.query(SELECT)) {
      assertThat(rows).isEmpty();
    }
  }

  private static void pipeline(Session session) {
    Pipeline pipeline = session.pipeline();
    pipeline.get("SELECT 1");
    pipeline.get(SELECT);
    pipeline.execute();
  }

  /** Notes what the server refused, and fails. */
  private static String noting(AtomicReference<String> state, DbExecute session) {
    try {
      return "wrote " + session.get(SELECT);
    } catch (StatementException e) {
      state.set(SqlStates.of(e));
      throw e;
    }
  }
}
