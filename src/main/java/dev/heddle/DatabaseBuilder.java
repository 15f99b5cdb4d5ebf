package dev.heddle;

import dev.heddle.client.ClientContext;
import dev.heddle.client.RecordMapperProvider;
import dev.heddle.client.StatementEcho;
import dev.heddle.config.DatabaseSettings;
import dev.heddle.error.ConfigurationException;
import io.helidon.common.HelidonServiceLoader;
import io.helidon.common.mapper.MapperManager;
import io.helidon.config.Config;
import io.helidon.dbclient.DbClientContext;
import io.helidon.dbclient.DbClientException;
import io.helidon.dbclient.DbClientService;
import io.helidon.dbclient.DbMapperManager;
import io.helidon.dbclient.DbStatements;
import io.helidon.dbclient.spi.DbClientServiceProvider;
import io.helidon.dbclient.spi.DbMapperProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** What a database may be given beyond its settings. */
public final class DatabaseBuilder {

  private final DatabaseSettings settings;
  private final List<DbClientService> services = new ArrayList<>();
  private final List<DbMapperProvider> mappers = new ArrayList<>();
  private @Nullable DbMapperManager rowManager;

  @SuppressWarnings("removal") // DbClientContext 4.1.7 takes no successor of MapperManager.
  private @Nullable MapperManager valueManager;

  private boolean missingMapParametersAsNull;
  private DbStatements statements = configured(Map.of());

  DatabaseBuilder(DatabaseSettings settings) {
    this.settings = settings;
  }

  /**
   * Takes from a {@code database} node what goes beyond the settings: its named statements, whether
   * a missing parameter is null, and its services.
   *
   * @param config the node
   * @return this
   * @throws ConfigurationException when a service is configured that is not there
   */
  public DatabaseBuilder config(Config config) {
    config.get("statements").detach().asMap().ifPresent(texts -> statements(configured(texts)));
    config
        .get("missing-map-parameters-as-null")
        .asBoolean()
        .ifPresent(this::missingMapParametersAsNull);
    Config asked = config.get("services");
    List<String> known = new ArrayList<>();
    for (DbClientServiceProvider provider :
        HelidonServiceLoader.create(ServiceLoader.load(DbClientServiceProvider.class))) {
      known.add(provider.configKey());
      Config service = asked.get(provider.configKey());
      if (service.exists()) {
        provider.create(service).forEach(this::addService);
      }
    }
    List<String> unknown =
        asked.asNodeList().orElse(List.of()).stream()
            .filter(node -> !known.contains(node.name()))
            .map(
                node ->
                    "%s: there is no such service on the class path; those that are there: %s"
                        .formatted(node.key(), known.isEmpty() ? "none" : String.join(", ", known)))
            .toList();
    if (!unknown.isEmpty()) {
      throw new ConfigurationException(unknown);
    }
    return this;
  }

  /**
   * Sets where named statements come from; without it every name is unknown.
   *
   * @param named the texts by name
   * @return this
   */
  public DatabaseBuilder statements(DbStatements named) {
    this.statements = named;
    return this;
  }

  /**
   * Adds an interceptor that sees every statement begin and end.
   *
   * @param service called in the order in which they were added
   * @return this
   */
  public DatabaseBuilder addService(DbClientService service) {
    services.add(service);
    return this;
  }

  /**
   * Adds mappers; they go before the one for records.
   *
   * @param provider of the mappers
   * @return this
   */
  public DatabaseBuilder addMapperProvider(DbMapperProvider provider) {
    mappers.add(provider);
    return this;
  }

  /**
   * Sets what a named parameter is that was not given.
   *
   * @param asNull whether it is null; else, and without this call, it is an error
   * @return this
   */
  public DatabaseBuilder missingMapParametersAsNull(boolean asNull) {
    this.missingMapParametersAsNull = asNull;
    return this;
  }

  /** Takes these managers instead of making its own. */
  @SuppressWarnings("removal") // DbClientContext 4.1.7 takes no successor of MapperManager.
  DatabaseBuilder mappers(DbMapperManager rowManager, MapperManager valueManager) {
    this.rowManager = rowManager;
    this.valueManager = valueManager;
    return this;
  }

  /** {@return a database of which nothing is opened yet} */
  @SuppressWarnings("removal") // DbClientContext 4.1.7 takes no successor of MapperManager.
  public Database build() {
    DbClientContext helidon =
        DbClientContext.builder()
            .dbMapperManager(rowManager != null ? rowManager : rowManager())
            .mapperManager(valueManager != null ? valueManager : MapperManager.create())
            .clientServices(List.copyOf(services))
            .missingMapParametersAsNull(missingMapParametersAsNull)
            .statements(statements)
            .dbType("jdbc:postgresql")
            .build();
    return new Database(settings, ClientContext.of(helidon, StatementEcho.of(settings.echo())));
  }

  private static DbStatements configured(Map<String, String> texts) {
    return name -> {
      String text = texts.get(name);
      if (text == null) {
        throw new DbClientException(
            "There is no statement named '%s'; configure it as database.statements.%s"
                .formatted(name, name));
      }
      return text;
    };
  }

  private DbMapperManager rowManager() {
    DbMapperManager.Builder rows = DbMapperManager.builder();
    mappers.forEach(rows::addMapperProvider);
    rows.addMapperProvider(new RecordMapperProvider());
    return rows.build();
  }
}
