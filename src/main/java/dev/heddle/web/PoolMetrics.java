package dev.heddle.web;

import dev.heddle.Database;
import dev.heddle.pool.PoolStats;
import io.helidon.metrics.api.FunctionalCounter;
import io.helidon.metrics.api.Gauge;
import io.helidon.metrics.api.Meter;
import io.helidon.metrics.api.MeterRegistry;
import io.helidon.metrics.api.MetricsFactory;
import io.helidon.metrics.api.Tag;
import io.helidon.service.registry.Services;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * The pool's numbers as meters {@code heddle.pool.*}, tagged with the pool's name. Of several pools
 * with the same name the first one is shown, until it is removed; the others are told so.
 */
final class PoolMetrics {

  private static final String PREFIX = "heddle.pool.";

  private static final System.Logger LOGGER = System.getLogger(PoolMetrics.class.getName());

  /** Whose numbers are shown under a name. */
  private static final Map<String, PoolMetrics> SHOWN = new ConcurrentHashMap<>();

  private final Database database;
  private final List<Meter> meters = new ArrayList<>();

  PoolMetrics(Database database) {
    this.database = database;
  }

  void register() {
    if (SHOWN.putIfAbsent(name(), this) != null) {
      LOGGER.log(
          System.Logger.Level.WARNING,
          "the metrics show another pool with the name ''{0}'' already, and not this one; give each"
              + " its own database.pool.name",
          name());
      return;
    }
    gauge("size", "connections kept", PoolStats::poolSize);
    gauge("max", "most connections", PoolStats::max);
    gauge("total", "open connections", PoolStats::total);
    gauge("checked.in", "idle connections", PoolStats::checkedIn);
    gauge("checked.out", "connections in use", PoolStats::checkedOut);
    gauge("overflow", "connections beyond the size", PoolStats::overflow);
    gauge("waiting", "callers that wait for a connection", PoolStats::waiting);
    gauge("acquire.p50.micros", "median time to acquire", PoolStats::acquireP50Micros);
    gauge("acquire.p99.micros", "99th percentile of it", PoolStats::acquireP99Micros);
    gauge("acquire.max.micros", "longest time to acquire", PoolStats::acquireMaxMicros);
    counter("invalidated", "connections discarded as broken", PoolStats::invalidated);
    counter("acquired", "connections handed out", PoolStats::acquired);
    counter("acquire.timeouts", "callers refused or timed out", PoolStats::acquireTimeouts);
  }

  void remove() {
    meters.forEach(registry()::remove);
    meters.clear();
    SHOWN.remove(name(), this);
  }

  private void gauge(String name, String description, ToDoubleFunction<PoolStats> value) {
    meters.add(
        registry()
            .getOrCreate(
                Gauge.builder(PREFIX + name, database, of -> value.applyAsDouble(of.stats()))
                    .description(description)
                    .addTag(tag())));
  }

  private void counter(String name, String description, ToLongFunction<PoolStats> value) {
    meters.add(
        registry()
            .getOrCreate(
                FunctionalCounter.builder(
                        PREFIX + name, database, of -> value.applyAsLong(of.stats()))
                    .description(description)
                    .addTag(tag())));
  }

  private static MeterRegistry registry() {
    return Services.get(MetricsFactory.class).globalRegistry();
  }

  private Tag tag() {
    return Tag.create("pool", name());
  }

  private String name() {
    return database.settings().name();
  }
}
