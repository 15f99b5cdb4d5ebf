package dev.heddle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.config.EchoSettings;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.TestPostgres;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Test;

@PostgresTest
class EchoIT {

  private final TestPostgres postgres;

  EchoIT(TestPostgres postgres) {
    this.postgres = postgres;
  }

  @Test
  void showsStatementTypesRowsDurationAndSessionButNoValues() {
    String line = echoOf(new EchoSettings(true, false));

    assertThat(line)
        .contains("SELECT :secret::text AS shown")
        .contains("parameters=[String]")
        .contains("rows=1")
        .containsPattern("session=s[0-9a-z]+")
        .containsPattern("micros=[0-9]+")
        .doesNotContain("hunter2");
  }

  @Test
  void showsValuesOnlyOnTheSecondSwitch() {
    assertThat(echoOf(new EchoSettings(true, true))).contains("String hunter2");
  }

  @Test
  void showsOfABatchTheTypesOfItsFirstRow() {
    postgres.execute("CREATE TABLE batched (id int, word text)");
    List<String> lines =
        captured(
            new EchoSettings(true, false),
            database ->
                database.transact(
                    s ->
                        s.batch(
                            "INSERT INTO batched VALUES (?, ?)",
                            List.of(List.of(1, "hunter2"), List.of(2, "hunter3")))));

    assertThat(lines)
        .singleElement()
        .asString()
        .contains("executions=2 rows=2 parameters=[Integer, String]")
        .doesNotContain("hunter");
  }

  @Test
  void showsFailuresToo() {
    List<String> lines =
        captured(
            new EchoSettings(true, false),
            database ->
                assertThatThrownBy(() -> database.read(s -> s.get("SELECT 1/0"))).isNotNull());

    assertThat(lines).singleElement().asString().contains("failed");
  }

  private String echoOf(EchoSettings echo) {
    List<String> lines =
        captured(
            echo,
            database ->
                database.read(
                    s ->
                        s.createGet("SELECT :secret::text AS shown")
                            .addParam("secret", "hunter2")
                            .execute()));
    assertThat(lines).hasSize(1);
    return lines.getFirst();
  }

  private List<String> captured(EchoSettings echo, Consumer<Database> work) {
    Capture capture = new Capture();
    Logger logger = Logger.getLogger("dev.heddle.sql");
    logger.addHandler(capture);
    try (Database database = Database.create(postgres.settings().withEcho(echo))) {
      work.accept(database);
    } finally {
      logger.removeHandler(capture);
    }
    return capture.lines;
  }

  private static final class Capture extends Handler {

    private final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    public void publish(LogRecord record) {
      lines.add(new SimpleFormatter().formatMessage(record));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
