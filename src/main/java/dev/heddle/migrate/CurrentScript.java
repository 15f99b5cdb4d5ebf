package dev.heddle.migrate;

import java.util.Optional;
import org.flywaydb.core.api.callback.BaseCallback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which migration is at work: when the commit fails, Flyway's own exception does not say.
 */
final class CurrentScript extends BaseCallback {

  private @Nullable String name;

  /** The script that began last. */
  Optional<String> name() {
    return Optional.ofNullable(name);
  }

  @Override
  public void handle(Event event, Context context) {
    if (event == Event.BEFORE_EACH_MIGRATE) {
      name = context.getMigrationInfo().getScript();
    }
  }
}
