package dev.heddle;

import dev.heddle.client.ClientContext;
import dev.heddle.client.RecordMapperProvider;
import dev.heddle.client.StatementEcho;
import dev.heddle.config.DatabaseSettings;
import io.helidon.common.mapper.MapperManager;
import io.helidon.dbclient.DbClientContext;
import io.helidon.dbclient.DbClientException;
import io.helidon.dbclient.DbClientService;
import io.helidon.dbclient.DbMapperManager;
import io.helidon.dbclient.DbStatements;
import io.helidon.dbclient.spi.DbMapperProvider;
import java.util.ArrayList;
import java.util.List;

/** What a database may be given beyond its settings. */
public final class DatabaseBuilder {

  private final DatabaseSettings settings;
  private final List<DbClientService> services = new ArrayList<>();
  private final List<DbMapperProvider> mappers = new ArrayList<>();
  private boolean missingMapParametersAsNull;
  private DbStatements statements =
      name -> {
        throw new DbClientException(
            "There is no statement named '%s'; configure it as database.statements.%s"
                .formatted(name, name));
      };

  DatabaseBuilder(DatabaseSettings settings) {
    this.settings = settings;
  }

  /** Named statements. */
  public DatabaseBuilder statements(DbStatements named) {
    this.statements = named;
    return this;
  }

  /** Adds an interceptor that sees every statement begin and end. */
  public DatabaseBuilder addService(DbClientService service) {
    services.add(service);
    return this;
  }

  /** Adds mappers; they go before the one for records. */
  public DatabaseBuilder addMapperProvider(DbMapperProvider provider) {
    mappers.add(provider);
    return this;
  }

  /** Whether a named parameter that was not given is null instead of an error. */
  public DatabaseBuilder missingMapParametersAsNull(boolean asNull) {
    this.missingMapParametersAsNull = asNull;
    return this;
  }

  /** The database; nothing is opened yet. */
  @SuppressWarnings("removal") // DbClientContext 4.1.7 takes no successor of MapperManager.
  public Database build() {
    DbMapperManager.Builder rows = DbMapperManager.builder();
    mappers.forEach(rows::addMapperProvider);
    rows.addMapperProvider(new RecordMapperProvider());
    DbClientContext helidon =
        DbClientContext.builder()
            .dbMapperManager(rows.build())
            .mapperManager(MapperManager.create())
            .clientServices(List.copyOf(services))
            .missingMapParametersAsNull(missingMapParametersAsNull)
            .statements(statements)
            .dbType("jdbc:postgresql")
            .build();
    return new Database(settings, ClientContext.of(helidon, StatementEcho.of(settings.echo())));
  }
}
