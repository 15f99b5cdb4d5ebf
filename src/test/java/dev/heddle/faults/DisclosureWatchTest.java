package dev.heddle.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.error.DatabaseUnavailableException;
import dev.heddle.error.HeddleException;
import dev.heddle.testing.LogTap;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A watch that sees nothing would prove nothing. */
class DisclosureWatchTest {

  private final List<String> told = new CopyOnWriteArrayList<>();
  private final DisclosureWatch watch = new DisclosureWatch(told::add);

  @Test
  void readsTheLogAtDebug() {
    try (LogTap _ = watch.readLog()) {
      Logger.getLogger("dev.heddle.any")
          .log(Level.FINE, "failed", new IllegalStateException("FATAL: the server's own words"));
      LoggerFactory.getLogger("com.zaxxer.hikari.any").debug("bound {}", Ledger.FIRST + 7);
    }

    // Others may log at the same time.
    assertThat(told)
        .anyMatch(text -> text.startsWith("disclosed in the log: dev.heddle.any"))
        .anyMatch(text -> text.startsWith("disclosed in the log, of a parameter's value: com.zax"));
  }

  @Test
  void readsAnswersInWhichAnIdMayStand() {
    watch.read("an answer", "{\"detail\":\"ERROR: duplicate key\"}");
    watch.read("an answer", "/ledger/" + Ledger.FIRST);

    assertThat(told)
        .containsExactly("disclosed in an answer: {\"detail\":\"ERROR: duplicate key\"}");
  }

  @Test
  void readsWhatHeddleSaysInExceptionsAndNotWhatTheDriverDoesInTheirCauses() {
    SQLException driver = new SQLException("ERROR: duplicate key");
    HeddleException good = new DatabaseUnavailableException("lost with SQLSTATE 08006", driver);
    HeddleException telling = new DatabaseUnavailableException("ERROR: one", driver);
    HeddleException withValue = new DatabaseUnavailableException("of " + Ledger.FIRST, driver);
    watch.read("an exception", good);
    assertThat(told).isEmpty();

    watch.read("an exception", telling);
    good.addSuppressed(withValue);
    watch.read("an exception", new DatabaseUnavailableException("unavailable", good));

    assertThat(told)
        .hasSize(2)
        .anyMatch(text -> text.startsWith("disclosed in an exception: "))
        .anyMatch(text -> text.startsWith("disclosed in an exception, of a parameter's value: "))
        .noneMatch(text -> text.contains("duplicate key"));
  }

  @Test
  void tellsOfTheFirstOnly() {
    for (int i = 0; i < 10; i++) {
      watch.read("an answer", "PSQLException: " + i);
    }
    assertThat(told).hasSize(3);
  }
}
