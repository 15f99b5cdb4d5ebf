package dev.heddle.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.config.HttpLimits;
import dev.heddle.testing.Await;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.socket.NioSocket;
import io.helidon.webserver.ConnectionContext;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client that cannot be looked after must not leave all who come later unwatched. */
class ClientsTest {

  private static final Duration PATIENCE = Duration.ofMillis(10);
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final HttpLimits LIMITS =
      HttpLimits.defaults().withTimeouts(PATIENCE, PATIENCE, PATIENCE);

  private final Clients clients = new Clients();
  private final CountDownLatch over = new CountDownLatch(1);
  private final CompletableFuture<Throwable> uncaught = new CompletableFuture<>();

  @BeforeEach
  void listen() {
    Thread.setDefaultUncaughtExceptionHandler((_, thrown) -> uncaught.complete(thrown));
  }

  @AfterEach
  void release() {
    over.countDown();
    Thread.setDefaultUncaughtExceptionHandler(null);
  }

  @Test
  void areWatchedAgainAfterTheWatchEndedByAnError() throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 2, InetAddress.getLoopbackAddress());
        SocketChannel first = SocketChannel.open(listener.getLocalSocketAddress());
        SocketChannel second = SocketChannel.open(listener.getLocalSocketAddress())) {
      Client unwatchable = silent(first, Uninterruptible::new);
      clients.add(unwatchable);
      assertThat(uncaught.get(SOON.toMillis(), TimeUnit.MILLISECONDS))
          .isInstanceOf(UnsupportedOperationException.class);
      clients.remove(unwatchable);

      clients.add(silent(second, Thread.ofVirtual().factory()));

      Await.until(SOON, () -> !second.isOpen(), "the next one is given up");
      Await.until(SOON, clients::isEmpty, "and forgotten");
    }
  }

  /** A client whose first byte a thread waits for, over a connection that nobody uses. */
  private Client silent(SocketChannel channel, ThreadFactory threads) {
    CompletableFuture<Client> connected = new CompletableFuture<>();
    threads
        .newThread(
            () -> {
              Client client = new Client(context(channel), LIMITS, false);
              connected.complete(client);
              client.requests().get();
            })
        .start();
    return connected.join();
  }

  private ConnectionContext context(SocketChannel channel) {
    return (ConnectionContext)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {ConnectionContext.class},
            (_, method, _) ->
                switch (method.getName()) {
                  case "dataReader" -> DataReader.create(this::firstByte);
                  case "serverSocket" -> NioSocket.server(channel, "parent", "child");
                  default -> null;
                });
  }

  private byte[] firstByte() {
    try {
      over.await();
    } catch (InterruptedException _) {
      // Given up.
    }
    return new byte[] {'G'};
  }

  /** Looking after a client ends with an interrupt of its thread, which this one does not take. */
  private static final class Uninterruptible extends Thread {

    private Uninterruptible(Runnable work) {
      super(work);
    }

    @Override
    public void interrupt() {
      throw new UnsupportedOperationException("interrupt");
    }
  }
}
