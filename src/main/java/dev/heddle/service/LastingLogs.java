package dev.heddle.service;

import java.util.logging.LogManager;

/**
 * Keeps the handlers until the process is gone. Java's own manager takes them away as soon as the
 * process begins to end, and the lines about an orderly stop would be lost.
 */
public final class LastingLogs extends LogManager {

  private volatile boolean configured;

  /** Made by {@code java.util.logging} itself, as the system property says. */
  public LastingLogs() {}

  /** From now on nothing is taken away. */
  static void keep() {
    if (getLogManager() instanceof LastingLogs logs) {
      logs.configured = true;
    }
  }

  /**
   * Does what it says only before {@link #keep}; nothing is buffered, so nothing need be closed.
   */
  @Override
  public void reset() {
    if (!configured) {
      super.reset();
    }
  }
}
