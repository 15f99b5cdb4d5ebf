package dev.heddle.service;

import dev.heddle.config.EffectiveConfiguration;
import dev.heddle.config.OperationsSettings;
import dev.heddle.config.ServerSettings;
import io.helidon.config.Config;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Asks a service that runs on this machine how it is, within three seconds. */
final class HealthProbe {

  private static final Duration LIMIT = Duration.ofSeconds(3);

  private HealthProbe() {}

  /** What the running service said, or why nobody did. */
  record Answer(boolean healthy, String text) {}

  /**
   * Asks on the port that the configuration names; the operations' own, when they have one. Who
   * asks need not know the database, so what is wrong with that section does not matter.
   *
   * @throws dev.heddle.error.ConfigurationException when something else is wrong
   */
  static Answer ask(Config config) {
    EffectiveConfiguration.of(config).requireValidBeside("database");
    OperationsSettings operations = OperationsSettings.create(config.get("operations"));
    if (operations.port().isPresent()) {
      return ask(
          "operations",
          operations.host(),
          operations.port().get(),
          "and does not say which; set OPERATIONS_PORT, for the service too");
    }
    ServerSettings server = ServerSettings.create(config.get("server"));
    return ask(
        "server", server.host(), server.port(), "and logged it; set SERVER_PORT to that one");
  }

  private static Answer ask(String section, String host, int port, String freePort) {
    if (port == 0) {
      return new Answer(
          false, "%s.port is 0, so the service picked a free one %s".formatted(section, freePort));
    }
    InetSocketAddress listener = new InetSocketAddress(host, port);
    if (listener.isUnresolved()) {
      return new Answer(false, section + ".host = " + host + ": no such address; correct it");
    }
    URI address = URI.create("http://" + reachable(listener.getAddress()) + ":" + port + "/health");
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(LIMIT).build()) {
      HttpRequest request = HttpRequest.newBuilder(address).timeout(LIMIT).build();
      HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
      return new Answer(response.statusCode() == 200, response.body());
    } catch (IOException _) {
      // Its reason is mostly no more than the name of its class.
      return new Answer(
          false,
          "no answer from %s; is the service running, and is %s.port its port?"
              .formatted(address, section));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return new Answer(false, "interrupted while asking " + address);
    }
  }

  /** Who listens on all addresses can be asked on this machine's own. */
  private static String reachable(InetAddress address) {
    if (address.isAnyLocalAddress()) {
      return "127.0.0.1";
    }
    String written = address.getHostAddress();
    return written.contains(":") ? "[" + written + "]" : written;
  }
}
