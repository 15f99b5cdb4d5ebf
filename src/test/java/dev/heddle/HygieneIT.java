package dev.heddle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.config.PoolSettings;
import dev.heddle.error.SqlStates;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;

/** Promise 4: whatever a session leaves behind on its connection, the next one never sees it. */
@PostgresTest
class HygieneIT {

  /** Seven kinds of dirt: the statement that makes it, and the query that would show it. */
  private static final Map<String, Dirt> KINDS = new LinkedHashMap<>();

  static {
    KINDS.put(
        "role", new Dirt("SET ROLE pg_monitor", "SELECT current_user::text <> session_user::text"));
    KINDS.put(
        "search_path",
        new Dirt(
            "SET search_path TO pg_temp, pg_catalog",
            "SELECT current_setting('search_path') LIKE 'pg_temp%'"));
    KINDS.put(
        "timeout",
        new Dirt(
            "SET statement_timeout = 12345", "SELECT current_setting('statement_timeout') <> '0'"));
    KINDS.put(
        "custom setting",
        new Dirt(
            "SET heddle.tenant = 'other'",
            "SELECT coalesce(current_setting('heddle.tenant', true), '') <> ''"));
    KINDS.put(
        "advisory lock",
        new Dirt(
            "SELECT pg_advisory_lock(42)",
            "SELECT count(*) > 0 FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT"
                + " oid FROM pg_database WHERE datname = current_database())"));
    KINDS.put(
        "temporary table",
        new Dirt(
            "CREATE TEMPORARY TABLE leftover (id int)",
            "SELECT count(*) > 0 FROM pg_class WHERE relname = 'leftover'"));
    KINDS.put(
        "listen", new Dirt("LISTEN news", "SELECT count(*) > 0 FROM pg_listening_channels()"));
  }

  /** Statements that make a temporary relation where search_path says so, and not by a word. */
  private static final List<String> PLACED =
      List.of(
          "CREATE TABLE staging (id int)",
          "CREATE TABLE IF NOT EXISTS staging AS SELECT 1 AS id",
          "CREATE VIEW staging AS SELECT 1 AS id",
          "CREATE SEQUENCE staging",
          "SELECT 1 AS id INTO staging",
          "SELECT 1 AS id INTO TABLE staging",
          "WITH one AS (SELECT 1 AS id) SELECT id INTO staging FROM one");

  private record Dirt(String make, String show) {

    String insideFunction() {
      return make.startsWith("SELECT") ? make.replaceFirst("SELECT", "PERFORM") : make;
    }
  }

  private final TestPostgres postgres;
  private final Database database;

  HygieneIT(TestPostgres postgres) {
    this.postgres = postgres;
    this.database =
        Database.create(postgres.settings().withPool(PoolSettings.defaults().withSize(1, 0)));
  }

  @BeforeEach
  void letTheRoleChange() {
    postgres.execute("GRANT pg_monitor TO " + postgres.username());
  }

  @AfterEach
  void close() {
    database.close();
  }

  static Stream<String> kinds() {
    return KINDS.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void wouldShowOnAConnectionThatIsNotCleaned(String kind) throws SQLException {
    Dirt dirt = dirt(kind);
    try (Connection plain =
            DriverManager.getConnection(postgres.url(), postgres.username(), postgres.password());
        Statement statement = plain.createStatement()) {
      statement.execute(dirt.make());
      try (ResultSet row = statement.executeQuery(dirt.show())) {
        row.next();
        assertThat(row.getBoolean(1)).isTrue();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void forgetsDirtMadeByAStatement(String kind) {
    Dirt dirt = dirt(kind);
    database.transact(s -> made(s, dirt));
    assertForgotten(dirt);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void forgetsDirtMadeInsideAFunction(String kind) {
    Dirt dirt = dirt(kind);
    postgres.execute(
        "CREATE OR REPLACE FUNCTION make_dirt() RETURNS int LANGUAGE plpgsql AS $$ BEGIN %s; RETURN 1; END $$"
            .formatted(dirt.insideFunction()));
    database.transact(s -> s.get("SELECT make_dirt()"));
    assertForgotten(dirt);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void forgetsDirtMadeByDo(String kind) {
    Dirt dirt = dirt(kind);
    database.transact(s -> s.dml("DO $$ BEGIN %s; END $$".formatted(dirt.insideFunction())));
    assertForgotten(dirt);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void forgetsDirtMadeByAProcedure(String kind) {
    Dirt dirt = dirt(kind);
    postgres.execute(
        "CREATE OR REPLACE PROCEDURE make_dirt_too() LANGUAGE plpgsql AS $$ BEGIN %s; END $$"
            .formatted(dirt.insideFunction()));
    database.transact(s -> s.dml("CALL make_dirt_too()"));
    assertForgotten(dirt);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void forgetsDirtMadeThroughTheConnectionItself(String kind) throws SQLException {
    Dirt dirt = dirt(kind);
    database.transact(
        s -> {
          try (Statement statement = s.unwrap(Connection.class).createStatement()) {
            return statement.execute(dirt.make());
          }
        });
    assertForgotten(dirt);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void forgetsDirtMadeInAReadSession(String kind) {
    Dirt dirt = dirt(kind);
    if (kind.equals("temporary table")) {
      assertThatThrownBy(() -> database.read(s -> made(s, dirt)))
          .satisfies(e -> assertThat(SqlStates.of(e)).isEqualTo("25006"));
    } else {
      database.read(s -> made(s, dirt));
    }
    assertForgotten(dirt);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SET LOCAL search_path TO 'pg_temp'",
        "SET LOCAL search_path = missing, 'pg_temp', public",
        "SET LOCAL search_path = missing, \"pg_temp\", public",
        "SET LOCAL search_path = PG_TEMP",
        "SELECT set_config('search_path', 'pg_temp,public', true)",
        "SELECT set_config('search_path', 'PG_' || 'TEMP', true)"
      })
  void forgetsWhatALocalSearchPathMadeTemporary(String path) {
    for (String make : PLACED) {
      assertStagingForgotten(
          make,
          session -> {
            if (path.startsWith("SELECT")) {
              session.get(path);
            } else {
              session.dml(path);
            }
          });
    }
  }

  @Test
  void forgetsWhatTheRolesOwnSearchPathMadeTemporary() {
    postgres.execute("ALTER ROLE %s SET search_path = 'pg_temp'".formatted(postgres.username()));
    try {
      PLACED.forEach(make -> assertStagingForgotten(make, _ -> {}));
    } finally {
      postgres.execute("ALTER ROLE %s RESET search_path".formatted(postgres.username()));
    }
  }

  private void assertStagingForgotten(String make, Consumer<Session> before) {
    boolean made =
        database.<Boolean, RuntimeException>transact(
            session -> {
              before.accept(session);
              session.dml(make);
              return showsStaging(session);
            });
    assertThat(made).as("is temporary: " + make).isTrue();
    assertThat(database.<Boolean, RuntimeException>read(HygieneIT::showsStaging))
        .as("is still there: " + make)
        .isFalse();
  }

  private static boolean showsStaging(Session session) {
    return session
        .get("SELECT to_regclass('pg_temp.staging') IS NOT NULL")
        .orElseThrow()
        .column(1)
        .get(Boolean.class);
  }

  @Test
  void keepsItsReadOnlyDefaultAfterCleaning() {
    database.transact(s -> s.dml("SET default_transaction_read_only = off"));
    assertThat(
            database.<String, RuntimeException>read(
                s ->
                    s.get("SHOW default_transaction_read_only")
                        .orElseThrow()
                        .column(1)
                        .get(String.class)))
        .isEqualTo("on");
  }

  @Test
  void forgetsWhatWasNotified() throws SQLException {
    database.transact(
        s -> {
          s.dml("LISTEN news");
          s.dml("NOTIFY news, 'for the first session'");
          return 0;
        });
    database.transact(
        s -> {
          PGConnection own = s.unwrap(PGConnection.class);
          assertThat(own.getNotifications()).isEmpty();
          return 0;
        });
  }

  private static boolean made(Session session, Dirt dirt) {
    if (dirt.make().startsWith("SELECT")) {
      session.get(dirt.make());
    } else {
      session.dml(dirt.make());
    }
    return shows(session, dirt);
  }

  private void assertForgotten(Dirt dirt) {
    boolean seen = database.<Boolean, RuntimeException>read(s -> shows(s, dirt));
    assertThat(seen).as(dirt.make()).isFalse();
    assertThat(postgres.backends()).as("the same connection, cleaned").isGreaterThanOrEqualTo(1);
    assertThat(database.stats().invalidated()).isZero();
  }

  private static boolean shows(Session session, Dirt dirt) {
    return session.get(dirt.show()).orElseThrow().column(1).get(Boolean.class);
  }

  private static Dirt dirt(String kind) {
    return java.util.Objects.requireNonNull(KINDS.get(kind));
  }
}
