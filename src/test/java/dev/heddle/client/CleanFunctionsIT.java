package dev.heddle.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.TestPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The lists taken from PostgreSQL 18 are what the server says, and hold for older ones too. */
@PostgresTest
class CleanFunctionsIT {

  private static final String QUERY_MARK = "--   ";

  private final TestPostgres postgres;

  CleanFunctionsIT(TestPostgres postgres) {
    this.postgres = postgres;
  }

  @Test
  void listsWhatItsQueryFinds() throws Exception {
    Set<String> found = strings(query());
    Set<String> existing = strings("SELECT proname FROM pg_proc WHERE pronamespace = 11");

    if (majorVersion() == 18) {
      assertThat(CleanFunctions.names()).containsExactlyInAnyOrderElementsOf(found);
    }
    var known = new TreeSet<>(CleanFunctions.names());
    known.retainAll(existing);
    assertThat(known).hasSizeGreaterThan(1500);
    assertThat(found).containsAll(known);
  }

  @Test
  void knowsEveryWordThatIsNoFunctionsName() throws SQLException {
    String category = "SELECT word FROM pg_get_keywords() WHERE catcode = ";

    assertThat(strings(category + "'R'"))
        .hasSizeGreaterThan(70)
        .allMatch(word -> SqlKeywords.isReserved(SqlToken.word(word)));
    assertThat(strings(category + "'C'"))
        .hasSizeGreaterThan(45)
        .allMatch(word -> SqlKeywords.isConstruct(SqlToken.word(word)));
    assertThat(strings("SELECT word FROM pg_get_keywords() WHERE catcode IN ('U', 'T')"))
        .noneMatch(word -> SqlKeywords.isReserved(SqlToken.word(word)))
        .filteredOn(word -> majorVersion() >= 18)
        .noneMatch(word -> SqlKeywords.isConstruct(SqlToken.word(word)));
  }

  private static String query() throws IOException {
    try (var resource = CleanFunctions.class.getResourceAsStream("clean-functions.txt")) {
      assertThat(resource).isNotNull();
      return new String(resource.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> line.startsWith(QUERY_MARK))
          .map(line -> line.substring(QUERY_MARK.length()))
          .collect(Collectors.joining("\n"));
    }
  }

  private long majorVersion() {
    return postgres.count("SELECT current_setting('server_version_num')::int / 10000");
  }

  private Set<String> strings(String query) throws SQLException {
    var strings = new TreeSet<String>();
    try (Connection connection = postgres.connect();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      while (rows.next()) {
        strings.add(rows.getString(1));
      }
    }
    return strings;
  }
}
