package dev.heddle.pool;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How often all connections were replaced because their server had lost its role: once, however
 * many of them find out, and at most once a second while the address still leads to that server.
 */
final class Generation {

  /** What a member's word has led to. */
  enum Word {
    /** A new generation begins. */
    ENDED,
    /** The member is of an older one, so another connection is worth a try. */
    OLD,
    /** It is too soon to replace them again: a new connection leads to the same server. */
    TOO_SOON
  }

  private static final long PACE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final ReentrantLock lock = new ReentrantLock();
  private int number;
  private long began = System.nanoTime() - PACE_NANOS;

  /** That of connections which are opened now. */
  int number() {
    lock.lock();
    try {
      return number;
    } finally {
      lock.unlock();
    }
  }

  /** Ends the generation of a member, whose server is no primary. */
  Word end(int ofMember) {
    lock.lock();
    try {
      if (ofMember != number) {
        return Word.OLD;
      }
      long now = System.nanoTime();
      if (now - began < PACE_NANOS) {
        return Word.TOO_SOON;
      }
      number++;
      began = now;
      return Word.ENDED;
    } finally {
      lock.unlock();
    }
  }
}
