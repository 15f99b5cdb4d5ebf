package dev.heddle;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/** Whose a session is, where it is in its life, and so what may be done with it now. */
final class SessionLife {

  private static final AtomicLong NUMBERS = new AtomicLong();

  private static final AtomicReferenceFieldUpdater<SessionLife, Thread> OWNER =
      AtomicReferenceFieldUpdater.newUpdater(SessionLife.class, Thread.class, "owner");

  private volatile Thread owner = Thread.currentThread();
  private final long number = NUMBERS.incrementAndGet();
  private SessionState state = SessionState.IDLE;

  /** A short name for logs, unique in this process. */
  String id() {
    return "s" + Long.toString(number, 36);
  }

  boolean is(SessionState asked) {
    return state == asked;
  }

  void becomes(SessionState next) {
    state = next;
  }

  /**
   * Only the thread that opened it may use it; when that has ended, the first that comes, which it
   * belongs to from then on.
   */
  void requireOwner() {
    Thread current = Thread.currentThread();
    Thread known = owner;
    if (current != known && (known.isAlive() || !OWNER.compareAndSet(this, known, current))) {
      throw Refusal.foreignThread(id(), owner, current);
    }
  }

  void requireUsable() {
    requireOwner();
    if (state == SessionState.CLOSED) {
      throw Refusal.closed(id());
    }
  }

  /** A lost transaction must be rolled back before anything else. */
  void requireWhole(@Nullable Throwable cause) {
    requireUsable();
    if (state == SessionState.LOST) {
      throw Refusal.lost(id(), cause);
    }
  }
}
