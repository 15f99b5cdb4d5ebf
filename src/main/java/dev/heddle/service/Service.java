package dev.heddle.service;

import dev.heddle.Database;
import dev.heddle.config.DatabaseSettings;
import dev.heddle.config.EffectiveConfiguration;
import dev.heddle.config.HelidonRefusal;
import dev.heddle.config.HttpLimits;
import dev.heddle.config.MigrationSettings;
import dev.heddle.config.OperationsSettings;
import dev.heddle.embedded.EmbeddedPostgres;
import dev.heddle.error.DatabaseUnavailableException;
import dev.heddle.error.HeddleException;
import dev.heddle.migrate.MigrationReport;
import dev.heddle.migrate.Migrator;
import dev.heddle.web.HeddleFeature;
import dev.heddle.web.HeddleServer;
import dev.heddle.web.MethodAwareRouting;
import dev.heddle.web.SessionHandlers;
import io.helidon.Main;
import io.helidon.config.Config;
import io.helidon.spi.HelidonShutdownHandler;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The service from its configuration to its orderly stop: it refuses new work, finishes what it has
 * begun, closes the pool, and stops the embedded server last.
 */
final class Service implements HelidonShutdownHandler {

  private static final System.Logger LOGGER = System.getLogger(Service.class.getName());

  /** After that it listens and reports not ready, as with any other server. */
  private static final Duration EMBEDDED_READY_WITHIN = Duration.ofSeconds(60);

  private final Optional<EmbeddedPostgres> embedded;
  private final Database database;
  private final Opening opening;
  private final HeddleServer web;
  private final WebServer server;
  private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();
  private final AtomicBoolean stopped = new AtomicBoolean();

  private Service(Config config, DatabaseSettings configured, Optional<EmbeddedPostgres> embedded) {
    this.embedded = embedded;
    MigrationSettings migrations = MigrationSettings.create(config.get("database"));
    DatabaseSettings settings = embedded.map(running -> at(running, configured)).orElse(configured);
    database = Database.builder(settings).config(config.get("database")).build();
    opening = Opening.start(() -> open(migrations), this::fail);
    WebServerConfig.Builder builder =
        WebServer.builder()
            .config(config.get("server"))
            .shutdownHook(false)
            .routing(
                MethodAwareRouting.of(
                    routes ->
                        routes.register("/users", new UserRoutes(SessionHandlers.of(database)))));
    web =
        HeddleServer.of(
            HeddleFeature.create(database, opening::isDone),
            HttpLimits.create(config.get("server.limits")),
            OperationsSettings.create(config.get("operations")));
    web.apply(builder);
    server = builder.build();
  }

  /**
   * Starts to serve.
   *
   * @throws HeddleException when the configuration is wrong or the embedded server does not start
   * @throws CannotListenException when the address is taken, or not to be had
   */
  static Service start(Config config) {
    EffectiveConfiguration effective = EffectiveConfiguration.of(config);
    effective.requireValid();
    LOGGER.log(System.Logger.Level.INFO, "{0}", effective.logLine());
    Config own = config.get("server");
    // Tried before anything is started.
    HelidonRefusal.told(own, () -> WebServer.builder().config(own).build());
    InetSocketAddress address = address(own);
    requireFree(address, "server");
    OperationsSettings operations = OperationsSettings.create(config.get("operations"));
    operations
        .port()
        .ifPresent(
            port -> requireFree(new InetSocketAddress(operations.host(), port), "operations"));
    DatabaseSettings configured = DatabaseSettings.create(config.get("database"));
    EmbeddedGuard guard = EmbeddedGuard.start(configured.embedded());
    Service service;
    try {
      service = new Service(config, configured, guard.server());
    } catch (RuntimeException e) {
      guard.stop();
      throw e;
    }
    Main.addShutdownHandler(service);
    guard.release();
    service.serve(address.getHostString());
    return service;
  }

  /**
   * Only migrates.
   *
   * @throws HeddleException when the configuration is wrong, or the migrations fail
   */
  static MigrationReport migrate(Config config) {
    EffectiveConfiguration.of(config).requireValid();
    DatabaseSettings configured = DatabaseSettings.create(config.get("database"));
    MigrationSettings migrations = MigrationSettings.create(config.get("database"));
    EmbeddedGuard guard = EmbeddedGuard.start(configured.embedded());
    try {
      DatabaseSettings settings =
          guard.server().map(running -> at(running, configured)).orElse(configured);
      return Migrator.of(settings, migrations).migrate();
    } finally {
      guard.stop();
      guard.release();
    }
  }

  /** The port that it listens on. */
  int port() {
    return server.port();
  }

  /** Waits until the service is to end of its own accord, and returns the exit code. */
  int await() {
    return exitCode.join();
  }

  /** Lets {@link #await} return; the end of the process then stops the service. */
  void end(int code) {
    exitCode.complete(code);
  }

  /** Stops everything in order; idempotent. Runs when the process ends. */
  @Override
  public void shutdown() {
    if (stopped.compareAndSet(false, true)) {
      opening.cancel();
      web.stop(server);
      database.close();
      embedded.ifPresent(EmbeddedPostgres::close);
      LOGGER.log(System.Logger.Level.INFO, "stopped");
    }
  }

  private void serve(String host) {
    database.registerGlobally();
    if (embedded.isPresent()) {
      // It is there already, so the first request may find its tables.
      opening.await(EMBEDDED_READY_WITHIN);
      if (exitCode.isDone() || stopped.get()) {
        return;
      }
    }
    server.start();
    if (!server.isRunning()) {
      throw new IllegalStateException("a listener could not be opened; the lines before say which");
    }
    LOGGER.log(
        System.Logger.Level.INFO,
        "listening on {0}://{1}:{2}",
        server.hasTls() ? "https" : "http",
        host,
        String.valueOf(port()));
  }

  private void open(MigrationSettings migrations) {
    database.open();
    // First, as the pool asks an unwilling server no more than once a second.
    requireSession();
    if (migrations.enabled()) {
      Migrator.of(database.settings(), migrations).migrate();
    }
    LOGGER.log(System.Logger.Level.INFO, "ready");
  }

  /** The pool may still be waiting to try again when the server is already there. */
  private void requireSession() {
    try {
      database.read(session -> session.get("SELECT 1"));
    } catch (HeddleException e) {
      throw new DatabaseUnavailableException(String.valueOf(e.getMessage()), e);
    }
  }

  private void fail(Throwable cause) {
    if (cause instanceof HeddleException) {
      LOGGER.log(System.Logger.Level.ERROR, "cannot go on: {0}", cause.getMessage());
    } else {
      LOGGER.log(System.Logger.Level.ERROR, "cannot go on", cause);
    }
    end(1);
  }

  private static DatabaseSettings at(EmbeddedPostgres running, DatabaseSettings configured) {
    return configured
        .withUrl(running.url())
        .withCredentials(running.username(), running.password());
  }

  private static InetSocketAddress address(Config server) {
    return new InetSocketAddress(
        server.get("host").asString().orElse("0.0.0.0"), server.get("port").asInt().orElse(8080));
  }

  /** Asked beforehand: Helidon would log a stack trace and go on without listening. */
  private static void requireFree(InetSocketAddress address, String section) {
    try (var probe = ServerSocketChannel.open()) {
      probe.bind(address);
    } catch (IOException | UnresolvedAddressException e) {
      throw new CannotListenException(address, section, e);
    }
  }
}
