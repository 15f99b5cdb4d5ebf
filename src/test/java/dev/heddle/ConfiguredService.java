package dev.heddle;

import io.helidon.common.config.Config;
import io.helidon.dbclient.DbClientService;
import io.helidon.dbclient.spi.DbClientServiceProvider;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Notes each statement, behind the word that its configuration gives. */
public final class ConfiguredService implements DbClientServiceProvider {

  static final Queue<String> NOTES = new ConcurrentLinkedQueue<>();

  /** Called by the loader of services. */
  public ConfiguredService() {}

  @Override
  public String configKey() {
    return "noting";
  }

  @Override
  @SuppressWarnings("removal") // DbClientServiceProvider 4.1.7 is written in terms of it.
  public Collection<DbClientService> create(Config config) {
    String word = config.get("as").asString().orElse("");
    return List.of(
        context -> {
          NOTES.add(word + " " + context.statement());
          return context;
        });
  }
}
