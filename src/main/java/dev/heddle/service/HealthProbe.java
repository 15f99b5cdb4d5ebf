package dev.heddle.service;

import dev.heddle.config.OperationsSettings;
import io.helidon.config.Config;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Set;

/** Asks a service that runs on this machine how it is, within three seconds. */
final class HealthProbe {

  private static final Duration LIMIT = Duration.ofSeconds(3);

  private HealthProbe() {}

  /** What the running service said, or why nobody did. */
  record Answer(boolean healthy, String text) {}

  /** Asks on the port that the configuration names; the operations' own, when they have one. */
  static Answer ask(Config config) {
    OperationsSettings operations = OperationsSettings.create(config.get("operations"));
    int port = operations.port().orElseGet(() -> config.get("server.port").asInt().orElse(8080));
    String host =
        operations.port().isPresent()
            ? operations.host()
            : config.get("server.host").asString().orElse("0.0.0.0");
    URI address = URI.create("http://" + reachable(host) + ":" + port + "/health");
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(LIMIT).build()) {
      HttpRequest request = HttpRequest.newBuilder(address).timeout(LIMIT).build();
      HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
      return new Answer(response.statusCode() == 200, response.body());
    } catch (IOException e) {
      return new Answer(false, "no answer from " + address + ": " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Answer(false, "interrupted while asking " + address);
    }
  }

  /** Who listens on all addresses can be asked on this machine's own. */
  private static String reachable(String host) {
    if (Set.of("0.0.0.0", "::", "[::]", "0:0:0:0:0:0:0:0").contains(host)) {
      return "127.0.0.1";
    }
    return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
  }
}
