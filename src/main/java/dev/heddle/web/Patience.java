package dev.heddle.web;

import dev.heddle.config.HttpLimits;
import java.time.Duration;

/**
 * How much longer one connection may keep the server waiting for bytes, or with bytes for it. Only
 * time spent waiting counts: a handler that thinks between two reads costs its client nothing. The
 * connection's thread writes, the watching thread reads.
 */
final class Patience {

  /** A body earns its time again: a second for each 16 KiB that came. */
  private static final long BODY_NANOS_PER_BYTE = Duration.ofSeconds(1).toNanos() / (16 * 1024);

  private static final Duration LINGER = Duration.ofMillis(100);

  private final HttpLimits limits;
  private long most;
  private long budget;
  private long nanosPerByte;
  private long since;
  private volatile long until;
  private volatile boolean waiting;

  Patience(HttpLimits limits) {
    this.limits = limits;
  }

  /** The next bytes begin a request. */
  void beginIdle() {
    begin(limits.idleTimeout(), 0);
  }

  /** The next bytes are of a head that has begun. */
  void beginHead() {
    begin(limits.headTimeout(), 0);
  }

  /** The next bytes are a body's. */
  void beginBody() {
    begin(limits.bodyTimeout(), BODY_NANOS_PER_BYTE);
  }

  /** The next bytes are of no use, and read out of politeness only. */
  void beginLinger() {
    begin(LINGER, BODY_NANOS_PER_BYTE);
  }

  /** The next bytes are a piece of an answer, which the client has to take. */
  void beginAnswer() {
    begin(limits.writeTimeout(), 0);
  }

  void startWaiting() {
    since = System.nanoTime();
    until = since + budget;
    waiting = true;
  }

  void stopWaiting(int received) {
    waiting = false;
    long left = budget - (System.nanoTime() - since);
    budget = Math.min(most, left + received * nanosPerByte);
  }

  /** Whether the connection was waited for longer than it may. */
  boolean isExhausted() {
    return waiting && System.nanoTime() - until > 0;
  }

  private void begin(Duration newBudget, long newNanosPerByte) {
    most = newBudget.toNanos();
    budget = most;
    nanosPerByte = newNanosPerByte;
  }
}
