package dev.heddle.bench.server;

import dev.heddle.Database;
import dev.heddle.config.HttpLimits;
import dev.heddle.config.OperationsSettings;
import dev.heddle.web.HeddleFeature;
import dev.heddle.web.HeddleServer;
import dev.heddle.web.MethodAwareRouting;
import dev.heddle.web.SessionHandlers;
import io.helidon.config.Config;
import io.helidon.config.ConfigSources;
import io.helidon.webserver.WebServer;
import java.util.HashMap;
import java.util.Map;

/** The endpoints on Heddle's public API, with its shipped defaults and every guard on. */
public final class HeddleWeb {

  private HeddleWeb() {}

  /** Serves until the harness goes away. */
  public static void main(String... arguments) throws InterruptedException {
    Listening.serve(target -> start(config(target)).port());
  }

  static WebServer start(Config config) {
    Database database = Database.create(config.get("database"));
    HeddleServer heddle =
        HeddleServer.of(
            HeddleFeature.create(database),
            HttpLimits.create(config.get("server.limits")),
            OperationsSettings.create(config.get("operations")));
    return WebServer.builder()
        .config(config.get("server"))
        .update(heddle::apply)
        .routing(
            MethodAwareRouting.of(
                routes -> routes.register("/", new HeddleEndpoints(SessionHandlers.of(database)))))
        .build()
        .start();
  }

  private static Config config(Listening.Target target) {
    Map<String, String> values = new HashMap<>();
    values.put("server.host", "127.0.0.1");
    values.put("server.port", "0");
    values.put("database.url", target.url());
    values.put("database.username", target.username());
    values.put("database.password", target.password());
    if (target.values().number("poolSize") > 0) {
      values.put("database.pool.size", Integer.toString(target.poolSize()));
      values.put("database.pool.max-overflow", "0");
    }
    target
        .values()
        .values()
        .forEach(
            (name, value) -> {
              if (name.startsWith("server.") || name.startsWith("database.")) {
                values.put(name, value);
              }
            });
    return Config.just(ConfigSources.create(values));
  }
}
