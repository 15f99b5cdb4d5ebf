package dev.heddle.web;

import dev.heddle.Database;
import dev.heddle.pool.PoolStats;
import io.helidon.health.HealthCheck;
import io.helidon.health.HealthCheckResponse;
import io.helidon.health.HealthCheckType;
import java.util.function.BooleanSupplier;

/**
 * Ready while the database answers and the server is not about to stop; a busy pool is still ready,
 * and says so in its details.
 */
public final class DatabaseHealthCheck implements HealthCheck {

  private final Database database;
  private final BooleanSupplier prepared;
  private final BooleanSupplier leaving;

  private DatabaseHealthCheck(
      Database database, BooleanSupplier prepared, BooleanSupplier leaving) {
    this.database = database;
    this.prepared = prepared;
    this.leaving = leaving;
  }

  /**
   * A readiness check.
   *
   * @param database what is asked
   * @param prepared whether what must come first, such as migrations, is done
   * @return the check
   */
  public static DatabaseHealthCheck of(Database database, BooleanSupplier prepared) {
    return of(database, prepared, () -> false);
  }

  /** A check that is down from when the server begins to stop, too. */
  static DatabaseHealthCheck of(
      Database database, BooleanSupplier prepared, BooleanSupplier leaving) {
    return new DatabaseHealthCheck(database, prepared, leaving);
  }

  @Override
  public HealthCheckType type() {
    return HealthCheckType.READINESS;
  }

  @Override
  public String name() {
    return "database";
  }

  @Override
  public String path() {
    return "database";
  }

  /** Whether the service may be given work, as far as it depends on itself. */
  boolean isOpen() {
    return prepared.getAsBoolean() && !leaving.getAsBoolean();
  }

  /** A check that is up from when what must come first is done. */
  HealthCheck startup() {
    return new Startup(prepared);
  }

  @Override
  public HealthCheckResponse call() {
    PoolStats stats = database.stats();
    boolean busy = stats.waiting() > 0 || stats.checkedOut() >= stats.max();
    boolean answered = database.isHealthy();
    return HealthCheckResponse.builder()
        .status(answered && isOpen())
        .detail("service", leaving.getAsBoolean() ? "stopping" : "running")
        .detail("database", answered ? "connected" : "disconnected")
        .detail("migrations", prepared.getAsBoolean() ? "done" : "pending")
        .detail("pool", busy ? "busy" : "free")
        .build();
  }

  private record Startup(BooleanSupplier prepared) implements HealthCheck {

    @Override
    public HealthCheckType type() {
      return HealthCheckType.STARTUP;
    }

    @Override
    public String name() {
      return "started";
    }

    @Override
    public HealthCheckResponse call() {
      return HealthCheckResponse.builder().status(prepared.getAsBoolean()).build();
    }
  }
}
