package dev.heddle.stock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Database;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.TestPostgres;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Rows and parameters answer as the stock client's do, but for what {@link #DELIBERATE} lists: the
 * same questions, asked of both, a value of every type by every accessor and a parameter of every
 * class for every type.
 */
@PostgresTest
class StockRowsIT {

  private static final Pattern IDENTITY = Pattern.compile("@\\p{XDigit}{5,}$");

  private static final String UNTYPED = "( again)? (get Object|as Object|asOptional|as.function)";

  private static final List<Pattern> DELIBERATE =
      Stream.of(
              // Types that the driver asks the server for are text, also without a class given.
              "::(inet|cidr|macaddr|pg_lsn|int4range|int4multirange)" + UNTYPED,
              "::(tsvector|regclass|varbit|pair)" + UNTYPED,
              "^row\\(1,'a'\\)" + UNTYPED,
              // The same for user's types, whose names and kinds only the server knows.
              "::(mood|pair)( again)? dbType",
              "::mood\\[\\]( again)? (dbType|javaType|get\\(\\)|get Array|as Array)",
              "::mood\\[\\]" + UNTYPED,
              // The stock client quotes differently from the sixth execution on.
              "::(int4|int8|text)\\[\\] again",
              // Elements have their own class, not Object.
              "::(inet|interval)\\[\\]",
              // The stock client names a class that its value does not have.
              "^B'101'::bit\\(3\\)( again)? javaType",
              // Exact where java.sql was not: 24:00, milliseconds, infinity, the years before 1582.
              "^'(24:00|13:14:15.123)'::time( again)? (get|as) LocalTime",
              "^'-?infinity'::\\w+( again)? (get|as) \\w+Date(Time)?$",
              "^'(1582-10-10|0044-03-15 BC)'::date( again)? (get|as) LocalDate",
              "^'1500-01-01 01:00\\+00'::timestamptz",
              // A UUID has its own type.
              "^bind UUID to bytea")
          .map(Pattern::compile)
          .toList();

  private final TestPostgres postgres;

  StockRowsIT(TestPostgres postgres) {
    this.postgres = postgres;
  }

  @Test
  void answersAsTheStockClientDoes() throws IOException, InterruptedException {
    postgres.execute(RowProbe.setup().toArray(String[]::new));
    Map<String, String> stock = stock();
    Map<String, String> heddle;
    try (Database database = Database.create(postgres.settings())) {
      heddle = RowProbe.ask(database.client());
    }
    assertThat(heddle).containsOnlyKeys(stock.keySet());
    Map<String, String> differences = new TreeMap<>();
    stock.forEach(
        (question, answer) -> {
          String own = String.valueOf(heddle.get(question));
          if (!own.equals(answer) && isPromise(answer) && !isDeliberate(question)) {
            differences.put(question, answer + " | " + own);
          }
        });
    assertThat(differences).isEmpty();
  }

  /** An error is an invitation to do better, and the identity of an object is no answer. */
  private static boolean isPromise(String answer) {
    return !answer.startsWith("throws ") && !IDENTITY.matcher(answer).find();
  }

  private static boolean isDeliberate(String question) {
    return DELIBERATE.stream().anyMatch(pattern -> pattern.matcher(question).find());
  }

  private Map<String, String> stock() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-classpath",
                Path.of("target", "test-classes")
                    + File.pathSeparator
                    + Path.of("target", "stock", "*"),
                RowProbe.class.getName(),
                postgres.url(),
                postgres.username(),
                postgres.password())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return RowProbe.parse(output.lines());
  }
}
