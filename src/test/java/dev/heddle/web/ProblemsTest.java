package dev.heddle.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.error.ColumnMappingException;
import dev.heddle.error.CommitFailedException;
import dev.heddle.error.CommitOutcomeUnknownException;
import dev.heddle.error.DatabaseUnavailableException;
import dev.heddle.error.DeadlineExceededException;
import dev.heddle.error.PoolExhaustedException;
import dev.heddle.error.SessionClosedException;
import dev.heddle.error.SessionInterruptedException;
import dev.heddle.error.StalePlanException;
import dev.heddle.error.StatementException;
import io.helidon.common.GenericType;
import io.helidon.common.mapper.MapperException;
import io.helidon.http.BadRequestException;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpException;
import io.helidon.http.NotFoundException;
import io.helidon.http.Status;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ProblemsTest {

  private static final String SECRET = "it holds sesame-42";

  @ParameterizedTest
  @CsvSource({
    "23505, 409",
    "23503, 409",
    "23P01, 409",
    "23001, 409",
    "23514, 422",
    "23502, 422",
    "22P02, 422",
    "22003, 422",
    "22021, 422",
    "40001, 503",
    "40P01, 503",
    "55P03, 503",
    "53300, 503",
    "53100, 503",
    "08006, 503",
    "57P01, 503",
    "57014, 504",
    "42P01, 500",
    "42501, 500",
    "25006, 500",
    "XX000, 500",
    "'', 500"
  })
  void knowsEverySqlState(String sqlState, int status) {
    SQLException driver = new SQLException(SECRET, sqlState);
    StatementException statement = new StatementException(SECRET, "SELECT", driver);
    CommitFailedException commit = new CommitFailedException(SECRET, driver);

    assertThat(Problems.of(statement).status().code()).isEqualTo(status);
    assertThat(Problems.of(commit).status().code()).isEqualTo(status);
    assertThat(retryAfter(Problems.of(statement))).isEqualTo(status == 503 || status == 504);
  }

  static Stream<Arguments> failures() {
    GenericType<String> text = GenericType.STRING;
    return Stream.of(
        Arguments.of(new PoolExhaustedException(SECRET, Duration.ofSeconds(1)), 503, true),
        Arguments.of(new DatabaseUnavailableException(SECRET, null), 503, true),
        Arguments.of(new SessionInterruptedException(SECRET, null), 503, true),
        Arguments.of(new CommitOutcomeUnknownException(SECRET, null), 503, false),
        Arguments.of(new TooManyRequestsException(Duration.ofSeconds(1)), 503, true),
        Arguments.of(
            new StalePlanException(SECRET, "SELECT", new SQLException(SECRET, "0A000")), 503, true),
        Arguments.of(
            new StatementException(SECRET, "SELECT", new SQLDataException(SECRET, "22003")),
            500,
            false),
        Arguments.of(new DeadlineExceededException(SECRET, null), 504, true),
        Arguments.of(new SessionClosedException(SECRET, null), 500, false),
        Arguments.of(new MapperException(text, text, SECRET), 400, false),
        Arguments.of(new ColumnMappingException(text, text, SECRET, null), 500, false),
        Arguments.of(new BadRequestException(SECRET), 400, false),
        Arguments.of(new NotFoundException(SECRET), 404, false),
        Arguments.of(new HttpException(SECRET, Status.create(418)), 418, false),
        Arguments.of(new IllegalStateException(SECRET), 500, false),
        Arguments.of(new OutOfMemoryError(SECRET), 500, false));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void knowsEveryFailureAndDisclosesNothing(Throwable failure, int status, boolean retry) {
    Problem problem = Problems.of(failure);
    JsonObject json = json(problem);

    assertThat(problem.status().code()).isEqualTo(status);
    assertThat(retryAfter(problem)).isEqualTo(retry);
    assertThat(json.getInt("status")).isEqualTo(status);
    assertThat(json.getString("title")).isNotBlank();
    assertThat(json.getString("type")).matches("about:blank|urn:heddle:problem:[a-z-]+");
    assertThat(json.toString()).doesNotContain("sesame", "Exception", "heddle.error");
    assertThat(ProblemLog.describe(failure)).doesNotContain("sesame");
  }

  @Test
  void saysWhatWasMeantForTheClientWhateverIsInIt() {
    RequestRefusedException refused =
        new RequestRefusedException(Status.BAD_REQUEST_400, "say \"yes\" or no\n");
    Problem problem = Problems.of(refused);

    assertThat(problem.status()).isEqualTo(Status.BAD_REQUEST_400);
    assertThat(json(problem).getString("detail")).isEqualTo("say \"yes\" or no\n");
    refused.header(HeaderValues.create(HeaderNames.RETRY_AFTER, "3"));
    assertThat(retryAfter(Problems.of(refused))).isTrue();
    assertThatThrownBy(
            () -> new RequestRefusedException(Status.INTERNAL_SERVER_ERROR_500, "not its fault"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the status of a refused request is 500; it must be from 400 to 499");
  }

  @Test
  void saysWhenTheQueueWillHaveMovedOn() {
    Problem problem = Problems.of(new PoolExhaustedException(SECRET, Duration.ofMillis(6_400)));
    assertThat(problem.headers())
        .anySatisfy(
            header -> {
              assertThat(header.headerName()).isEqualTo(HeaderNames.RETRY_AFTER);
              assertThat(header.get()).isEqualTo("7");
            });
  }

  @Test
  void tellsAnUnknownOutcomeFromAnUnreachableDatabase() {
    Problem unknown = Problems.of(new CommitOutcomeUnknownException(SECRET, null));
    Problem unavailable = Problems.of(new DatabaseUnavailableException(SECRET, null));

    assertThat(unknown.kind()).isEqualTo("outcome-unknown");
    assertThat(unknown.title()).isNotEqualTo(unavailable.title());
    assertThat(unavailable.detail()).contains("rolled back");
    assertThat(unknown.detail()).doesNotContain("rolled back").contains("Find out");
    assertThat(retryAfter(unavailable)).isTrue();
    assertThat(retryAfter(unknown)).as("nobody repeats it without a look").isFalse();
  }

  @Test
  void carriesTheHeadersOfAnHttpException() {
    HttpException failure = new HttpException(SECRET, Status.METHOD_NOT_ALLOWED_405);
    failure.header(io.helidon.http.HeaderValues.create(HeaderNames.ALLOW, "GET"));

    assertThat(Problems.of(failure).headers())
        .anySatisfy(header -> assertThat(header.get()).isEqualTo("GET"));
  }

  @Test
  void namesTheIdTwice() {
    JsonObject json = json(Problem.of(Status.NOT_FOUND_404));

    assertThat(json.getString("id")).isEqualTo("the-id");
    assertThat(json.getString("instance")).isEqualTo("urn:uuid:the-id");
    assertThat(json.getString("title")).isEqualTo("Not Found");
  }

  private static boolean retryAfter(Problem problem) {
    return problem.headers().stream()
        .anyMatch(header -> header.headerName().equals(HeaderNames.RETRY_AFTER));
  }

  private static JsonObject json(Problem problem) {
    try (var reader = Json.createReader(new ByteArrayInputStream(problem.json("the-id")))) {
      return reader.readObject();
    }
  }
}
