package dev.heddle.bench.micro;

import dev.heddle.Database;
import dev.heddle.config.DatabaseSettings;
import dev.heddle.config.Secret;
import io.helidon.dbclient.DbRow;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What it costs to read a row that is in memory already. */
@State(Scope.Thread)
public class RowBenchmark {

  /** The system property that names a file with url, username and password of the server. */
  static final String SERVER = "heddle.bench.server";

  /**
   * The row as an application would hold it.
   *
   * @param id the primary key
   * @param username a text
   * @param email a text
   */
  public record Person(long id, String username, String email) {}

  private List<DbRow> rows = List.of();
  private int next;

  /** Reads a thousand rows. */
  @Setup
  public void read() throws IOException {
    Properties server = new Properties();
    try (Reader file = Files.newBufferedReader(Path.of(System.getProperty(SERVER)))) {
      server.load(file);
    }
    try (Database database =
        Database.create(
            DatabaseSettings.of(
                server.getProperty("url"),
                server.getProperty("username"),
                Secret.of(server.getProperty("password"))))) {
      rows =
          database.read(
              session ->
                  session
                      .query("SELECT id, username, email FROM heddle_bench.users LIMIT 1000")
                      .toList());
    }
  }

  /** Three columns by index. */
  @Benchmark
  public long readByIndex() {
    DbRow row = row();
    return row.column(1).getLong()
        + row.column(2).getString().length()
        + row.column(3).getString().length();
  }

  /** The whole row. */
  @Benchmark
  public Person readAsRecord() {
    return row().as(Person.class);
  }

  private DbRow row() {
    next = (next + 1) % rows.size();
    return rows.get(next);
  }
}
