package dev.heddle.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BuiltInLoadTest {

  private static final Duration NONE = Duration.ZERO;

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger status = new AtomicInteger(200);
  private final CountDownLatch released = new CountDownLatch(1);
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_000);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          requests.incrementAndGet();
          exchange.getRequestBody().readAllBytes();
          if (exchange.getRequestURI().getPath().equals("/stuck")) {
            await(Duration.ofMinutes(1));
          }
          exchange.sendResponseHeaders(status.get(), 2);
          exchange.getResponseBody().write(new byte[] {'o', 'k'});
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    released.countDown();
    server.stop(0);
    threads.close();
  }

  @Test
  void aClosedLoopCountsEveryAnswer() throws Exception {
    Load load = new BuiltInLoad(call("/db")).closed(4, NONE, Duration.ofMillis(300));

    assertThat(load.errors()).isZero();
    assertThat(load.accepted().getTotalCount()).isPositive().isLessThanOrEqualTo(requests.get());
    assertThat(load.accepted().getTotalCount()).isGreaterThanOrEqualTo(requests.get() - 4);
  }

  @Test
  void anOpenLoopAsksAsOftenAsItWasTold() throws Exception {
    Load load =
        new BuiltInLoad(call("/db"))
            .open(200, 50, Duration.ofMillis(100), Duration.ofMillis(500), Duration.ofSeconds(5));

    assertThat(load.asked()).isEqualTo(100);
    assertThat(load.accepted().getTotalCount()).isEqualTo(100);
    assertThat(load.errors()).isZero();
    assertThat(requests).hasValue(120);
  }

  @Test
  void anOpenLoopCountsTheTimeThatARequestWaitedForAConnection() throws Exception {
    threads.execute(
        () -> {
          while (requests.get() == 0) {
            Thread.onSpinWait();
          }
          await(Duration.ofMillis(400)); // The stall that omission would hide.
          released.countDown();
        });

    Load load =
        new BuiltInLoad(call("/stuck"))
            .open(100, 1, NONE, Duration.ofMillis(500), Duration.ofSeconds(5));

    assertThat(load.accepted().getTotalCount()).isEqualTo(50);
    // One request was slow, but those behind it were due: half of them by 200 ms and more.
    assertThat(load.accepted().getValueAtPercentile(50)).isGreaterThan(ms(120));
    assertThat(load.late().getMaxValue()).isGreaterThan(ms(300));
  }

  @Test
  void tellsRefusalsFromAnswers() throws Exception {
    status.set(503);

    Load load =
        new BuiltInLoad(call("/db"))
            .open(100, 10, NONE, Duration.ofMillis(200), Duration.ofSeconds(5));

    assertThat(load.goodput()).isZero();
    assertThat(load.refusals()).isEqualTo(100.0);
    assertThat(load.errors()).isZero();
  }

  @Test
  void countsWhatWasNotAnsweredInTime() throws Exception {
    Load load = new BuiltInLoad(call("/stuck")).open(50, 20, NONE, Duration.ofMillis(200), NONE);

    assertThat(load.asked()).isEqualTo(10);
    assertThat(load.errors()).isEqualTo(10);
  }

  @Test
  void countsWhatWasDueWhenTheTimeRanOut() throws Exception {
    // Two within a microsecond, which is over before the first one is sent.
    Load load = new BuiltInLoad(call("/db")).open(2e6, 1, NONE, Duration.ofNanos(1000), NONE);

    assertThat(load.asked()).isEqualTo(2);
  }

  @Test
  void saysThatThereIsNoServer() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    HttpCall call = HttpCall.get(URI.create("http://127.0.0.1:%d/db".formatted(port)));

    assertThatThrownBy(() -> new BuiltInLoad(call).closed(2, NONE, Duration.ofSeconds(5)))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("no answers from http://127.0.0.1:%d/db: ".formatted(port));
    assertThatThrownBy(() -> new BuiltInLoad(call).open(10, 2, NONE, Duration.ofSeconds(5), NONE))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("no answers from ");
  }

  private HttpCall call(String path) {
    return HttpCall.get(
        URI.create("http://127.0.0.1:%d%s".formatted(server.getAddress().getPort(), path)));
  }

  /** Until it is released, but no longer than that. */
  private boolean await(Duration most) {
    try {
      return released.await(most.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static long ms(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }
}
