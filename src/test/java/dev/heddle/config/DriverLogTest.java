package dev.heddle.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DriverLogTest {

  private static final Logger ROOT = Logger.getLogger("");
  private static final Logger DRIVER = Logger.getLogger("org.postgresql");
  private static final Logger DEEP = Logger.getLogger("org.postgresql.core.v3.Something");

  private final Recorder above = new Recorder();
  private final @Nullable Level before = DRIVER.getLevel();

  @BeforeEach
  void logEverything() {
    DriverLog.restrain();
    DRIVER.setLevel(Level.FINEST);
    ROOT.addHandler(above);
  }

  @AfterEach
  void asBefore() {
    ROOT.removeHandler(above);
    DRIVER.setLevel(before);
  }

  @Test
  void dropsTheConversationWithTheServer() {
    DEEP.finest("Bind($1=<'secret'>)");
    DEEP.fine("secret");
    DEEP.config("secret");

    assertThat(above.entries).isEmpty();
  }

  @Test
  void passesWarningsOnWithoutTheTextOfAnException() {
    DEEP.log(Level.WARNING, "told {0}", "once");
    DEEP.log(Level.SEVERE, "told twice", new IllegalStateException("secret"));

    assertThat(above.entries)
        .extracting(LogRecord::getMessage)
        .containsExactly("told {0}", "told twice");
    assertThat(above.entries).extracting(LogRecord::getThrown).containsOnlyNulls();
    assertThat(above.entries.getLast().getLoggerName()).isEqualTo(DEEP.getName());
  }

  @Test
  void isThereOnceHoweverOftenItIsAskedFor() {
    DriverLog.restrain();
    DriverLog.restrain();
    DEEP.warning("once");

    assertThat(above.entries).hasSize(1);
  }

  @Test
  void leavesEverythingToAHandlerThatTheApplicationAddsToTheDriversLogger() {
    Recorder own = new Recorder();
    DRIVER.addHandler(own);
    try {
      DEEP.finest("all of it");
    } finally {
      DRIVER.removeHandler(own);
    }

    assertThat(own.entries).hasSize(1);
    assertThat(above.entries).isEmpty();
  }

  private static final class Recorder extends Handler {

    private final List<LogRecord> entries = new ArrayList<>();

    private Recorder() {
      setLevel(Level.ALL);
    }

    @Override
    public void publish(LogRecord entry) {
      if (String.valueOf(entry.getLoggerName()).startsWith(DRIVER.getName())) {
        entries.add(entry);
      }
    }

    @Override
    public void flush() {
      // Nothing is held back.
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }
}
