package dev.heddle.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.testing.MalformedRequests;
import dev.heddle.testing.MalformedRequests.Malformed;
import dev.heddle.testing.RawConnection;
import dev.heddle.testing.RawConnection.Transcript;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** Each malformed request is followed by a good one, which would change something. */
@FaultRow(22)
class Row22MalformedRequestsIT {

  private static final long SMUGGLED = Ledger.FIRST;
  private static final Duration LIMIT = Duration.ofSeconds(15);

  private static final String FOLLOWING =
      "POST /ledger/" + SMUGGLED + " HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n";

  private final PostgresServer server;
  private final Score score;

  Row22MalformedRequestsIT(PostgresServer server, Score score) {
    this.server = server;
    this.score = score;
  }

  @Test
  void allAreRefusedAndNothingBehindThemIsUnderstood() throws InterruptedException {
    int rounds = Scale.times(1, 10);
    for (int round = 0; round < rounds; round++) {
      Map<String, Transcript> answers = new ConcurrentHashMap<>();
      try (Bench bench = Bench.start(server, score)) {
        for (String path : List.of("/ledger/" + bench.ledger().next(), "/nowhere")) {
          send(bench.port(), path, answers);
        }
        score.injected(answers.size());
        answers.values().forEach(answer -> score.watch().read("an answer", answer.text()));
        Map<String, Transcript> wrong = new TreeMap<>(answers);
        wrong.entrySet().removeIf(Row22MalformedRequestsIT::isRefusedAndClosed);
        score.target(
            "%d of %d answered 4xx and closed"
                .formatted(answers.size() - wrong.size(), answers.size()),
            wrong.isEmpty());
        assertThat(wrong).isEmpty();
        assertThat(answers).hasSize(2 * MalformedRequests.all().size());
        assertThat(bench.ledger().holds(SMUGGLED)).as("smuggled").isFalse();
        assertThat(bench.serves()).isTrue();
      }
    }
  }

  private static void send(int port, String path, Map<String, Transcript> answers)
      throws InterruptedException {
    try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Malformed one : MalformedRequests.all()) {
        var _ =
            clients.submit(
                () ->
                    answers.put(
                        one.name() + " at " + path,
                        answer(port, one.request().replace("{path}", path))));
      }
    }
  }

  private static Transcript answer(int port, String request) throws IOException {
    try (RawConnection connection = RawConnection.open(port)) {
      return connection.sendUntilRefused(request + FOLLOWING).readUntilClosed(LIMIT);
    }
  }

  /** One answer and no other, unless a good request comes first, which has one of its own. */
  private static boolean isRefusedAndClosed(Map.Entry<String, Transcript> answer) {
    List<Integer> statuses = answer.getValue().statuses();
    int good = answer.getKey().contains("after a good request") ? 1 : 0;
    return answer.getValue().closed()
        && statuses.size() == good + 1
        && statuses.getLast() / 100 == 4;
  }
}
