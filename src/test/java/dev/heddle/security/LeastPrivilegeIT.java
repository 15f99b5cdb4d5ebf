package dev.heddle.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.Database;
import dev.heddle.config.DatabaseSettings;
import dev.heddle.config.Secret;
import dev.heddle.error.StatementException;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.RawConnection;
import dev.heddle.testing.ServiceProcess;
import dev.heddle.testing.TestPostgres;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The service runs as a role that may use its tables; another one makes and changes them. */
@PostgresTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LeastPrivilegeIT {

  private static final String INSUFFICIENT_PRIVILEGE = "42501";
  private static final String PASSWORD = "theirs";

  /** What whoever has got hold of the service's role would try. */
  private static final List<String> ATTEMPTS =
      List.of(
          "CREATE TABLE ai_seo.mine (id int)",
          "CREATE TABLE analytics.mine (id int)",
          "CREATE TABLE public.mine (id int)",
          "CREATE SCHEMA mine",
          "CREATE FUNCTION ai_seo.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
          "CREATE EXTENSION dblink",
          "CREATE ROLE mine",
          "CREATE TRIGGER mine BEFORE INSERT ON ai_seo.users FOR EACH ROW"
              + " EXECUTE FUNCTION suppress_redundant_updates_trigger()",
          "CREATE INDEX ON ai_seo.users (email)",
          "ALTER TABLE ai_seo.users ADD COLUMN mine int",
          "ALTER TABLE ai_seo.users DISABLE TRIGGER ALL",
          "ALTER TABLE ai_seo.users DROP CONSTRAINT users_username_check",
          "ALTER TABLE ai_seo.users OWNER TO CURRENT_USER",
          "DROP TABLE ai_seo.users",
          "DROP SCHEMA ai_seo CASCADE",
          "TRUNCATE ai_seo.users",
          "SELECT * FROM ai_seo.migration_history",
          "DELETE FROM ai_seo.migration_history",
          "ALTER ROLE CURRENT_USER CREATEROLE",
          "SET ROLE postgres",
          "SELECT * FROM pg_authid",
          "SELECT pg_read_file('/etc/hostname')",
          "SELECT lo_import('/etc/hostname')",
          "COPY ai_seo.users TO '/tmp/users'",
          "COPY ai_seo.users TO PROGRAM 'cat'",
          "COPY ai_seo.users FROM PROGRAM 'id'",
          "SET session_replication_role = replica");

  private final TestPostgres postgres;
  private final String owner;
  private final String user;
  private final ServiceProcess service;

  LeastPrivilegeIT(TestPostgres postgres) throws IOException {
    this.postgres = postgres;
    this.owner = postgres.username() + "_owner";
    this.user = postgres.username() + "_user";
    postgres.execute(
        "CREATE ROLE %s LOGIN PASSWORD '%s'".formatted(owner, PASSWORD),
        "CREATE ROLE %s LOGIN PASSWORD '%s'".formatted(user, PASSWORD),
        "GRANT CREATE ON DATABASE %s TO %s".formatted(postgres.username(), owner));
    this.service =
        ServiceProcess.start(
            postgres.settings(),
            ServiceProcess.properties(
                Map.of(
                    "database.username", user,
                    "database.password", PASSWORD,
                    "database.migration.username", owner,
                    "database.migration.password", PASSWORD)));
  }

  @BeforeAll
  void migrated() {
    service.awaitOutput("Service: ready");
  }

  @AfterAll
  void dropRoles() {
    service.close();
    for (String role : List.of(user, owner)) {
      postgres.execute("DROP OWNED BY " + role + " CASCADE", "DROP ROLE " + role);
    }
  }

  @Test
  void servesWithARoleThatOwnsNothing() throws IOException {
    String body = "{\"username\":\"ann\",\"email\":\"a@b\"}";
    try (RawConnection connection = RawConnection.open(service.port())) {
      connection.send(
          "POST /users HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
              .formatted(body.length(), body));
      assertThat(connection.readAnswer()).startsWith("HTTP/1.1 201 ");
      connection.send("GET /users HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(connection.readAnswer()).startsWith("HTTP/1.1 200 ").contains("ann");
    }
    assertThat(
            postgres.count(
                "SELECT count(*) FROM pg_shdepend WHERE deptype = 'o' AND refobjid = '"
                    + user
                    + "'::regrole"))
        .as("what the service's role owns")
        .isZero();
  }

  @Test
  void theServicesRoleMayChangeNoTableAndReadNoFile() {
    DatabaseSettings settings = postgres.settings().withCredentials(user, Secret.of(PASSWORD));
    try (Database database = Database.create(settings)) {
      for (String attempt : ATTEMPTS) {
        assertThatThrownBy(() -> database.transact(session -> session.dml(attempt)))
            .as(attempt)
            .isInstanceOfSatisfying(
                StatementException.class,
                e -> assertThat(e.sqlState()).as(attempt).isEqualTo(INSUFFICIENT_PRIVILEGE));
      }
    }
  }
}
