package dev.heddle.web;

import io.helidon.common.buffers.DataReader;
import io.helidon.webserver.ServerConnectionException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Notices that a client goes away while work is done for it, and interrupts the work. The only way
 * to notice is to read on: what comes is kept for the next request, and the end of the stream means
 * that nobody waits for an answer. A client that closes its sending half alone looks the same and
 * is taken for gone, as most servers and proxies do.
 *
 * <p>Work that is done soon costs nothing; for the rest, a thread reads ahead. The connection's
 * thread begins and ends work and takes bytes; a watching thread looks after it.
 */
final class Presence {

  private static final long SOON = Duration.ofMillis(200).toNanos();

  /** What a client may send in advance; past it nobody reads, and its leaving is not noticed. */
  private static final int MOST_AHEAD = 64 << 10;

  private static final long NEVER = Long.MIN_VALUE;

  private final DataReader source;
  private final boolean noticeable;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final Deque<byte[]> ahead = new ArrayDeque<>(0);
  private int bytesAhead;
  private boolean reading;
  private boolean gone;
  private @Nullable RuntimeException end;
  private @Nullable Thread worker;
  private volatile long since = NEVER;

  /**
   * The presence of a client that has just connected.
   *
   * @param source what it sends
   * @param noticeable whether its leaving is to be noticed
   */
  Presence(DataReader source, boolean noticeable) {
    this.source = source;
    this.noticeable = noticeable;
  }

  /** The calling thread works for the client from now on, and reads nothing meanwhile. */
  void beginWork() {
    if (noticeable) {
      lock.lock();
      try {
        worker = Thread.currentThread();
        since = System.nanoTime();
        if (end != null) {
          leave();
        }
      } finally {
        lock.unlock();
      }
    }
  }

  /**
   * The work is done, and is not interrupted any more.
   *
   * @return whether the client is gone; then the interrupt is over, too
   */
  boolean endWork() {
    if (!noticeable) {
      return false;
    }
    lock.lock();
    try {
      boolean abandoned = gone && worker != null;
      worker = null;
      since = NEVER;
      if (abandoned) {
        // What is left to do is to clean up, and that should not be interrupted.
        var _ = Thread.interrupted();
      }
      return abandoned;
    } finally {
      lock.unlock();
    }
  }

  /** The next bytes that the client sends. */
  byte[] take() {
    lock.lock();
    try {
      while (reading && ahead.isEmpty()) {
        arrived.await();
      }
      byte[] bytes = ahead.poll();
      if (bytes != null) {
        bytesAhead -= bytes.length;
        return bytes;
      }
      if (end != null) {
        throw end;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServerConnectionException("Interrupted while waiting for the client", e);
    } finally {
      lock.unlock();
    }
    return source.readBuffer().readBytes();
  }

  /** Called by the watch: reads ahead when the work takes long. */
  void watch(long now) {
    long began = since;
    if (began == NEVER || now - began < SOON) {
      return;
    }
    lock.lock();
    try {
      if (worker != null && !reading && end == null && bytesAhead < MOST_AHEAD) {
        reading = true;
        Thread.ofVirtual().name("heddle-client-watch").start(this::readAhead);
      }
    } finally {
      lock.unlock();
    }
  }

  private void readAhead() {
    boolean more = true;
    while (more) {
      byte[] bytes = {};
      RuntimeException failure = null;
      try {
        bytes = source.readBuffer().readBytes();
      } catch (RuntimeException e) {
        failure = e;
      }
      more = keep(bytes, failure);
    }
  }

  /** Whether to read on. */
  private boolean keep(byte[] bytes, @Nullable RuntimeException failure) {
    lock.lock();
    try {
      if (failure == null) {
        ahead.add(bytes);
        bytesAhead += bytes.length;
      } else {
        end = failure;
        leave();
      }
      reading = failure == null && worker != null && bytesAhead < MOST_AHEAD;
      arrived.signalAll();
      return reading;
    } finally {
      lock.unlock();
    }
  }

  private void leave() {
    Thread working = worker;
    if (working != null) {
      gone = true;
      working.interrupt();
    }
  }
}
