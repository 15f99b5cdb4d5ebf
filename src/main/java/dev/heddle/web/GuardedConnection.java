package dev.heddle.web;

import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.task.InterruptableTask;
import io.helidon.webserver.spi.ServerConnection;
import java.time.Duration;

/** A connection that is watched for as long as it is served. */
final class GuardedConnection implements ServerConnection, InterruptableTask<Void> {

  private final ServerConnection http;
  private final Client client;
  private final Clients clients;

  GuardedConnection(ServerConnection http, Client client, Clients clients) {
    this.http = http;
    this.client = client;
    this.clients = clients;
  }

  @Override
  public void handle(Limit limit) throws InterruptedException {
    clients.add(client);
    try {
      http.handle(limit);
    } finally {
      client.requests().linger();
      clients.remove(client);
    }
  }

  @Override
  public boolean canInterrupt() {
    return http instanceof InterruptableTask<?> task && task.canInterrupt();
  }

  /** Never idle: {@link Clients} closes what is, by a clock that does not jump as Helidon's may. */
  @Override
  public Duration idleTime() {
    return Duration.ZERO;
  }

  @Override
  public void close(boolean interrupt) {
    http.close(interrupt);
  }
}
