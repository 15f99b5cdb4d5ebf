package dev.heddle.migrate;

import java.util.Optional;
import org.flywaydb.core.api.callback.BaseCallback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which migration is at work: when the commit fails, Flyway's own exception does not say.
 * And lets it take the time that it needs, unlike all else that is asked.
 */
final class CurrentScript extends BaseCallback {

  private final MigrationConnection connection;
  private @Nullable String name;

  CurrentScript(MigrationConnection connection) {
    this.connection = connection;
  }

  /** The script that began last. */
  Optional<String> name() {
    return Optional.ofNullable(name);
  }

  @Override
  public void handle(Event event, Context context) {
    switch (event) {
      case BEFORE_EACH_MIGRATE -> {
        name = context.getMigrationInfo().getScript();
        connection.takeYourTime();
      }
      case AFTER_EACH_MIGRATE -> connection.answerSoon();
      default -> {
        // Nothing to remember.
      }
    }
  }
}
