package dev.heddle;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;

/** What is to run after the next commit that succeeds, once, and never after a rollback. */
final class CommitHooks {

  private static final Logger LOGGER = System.getLogger(CommitHooks.class.getName());

  private final List<Runnable> waiting = new ArrayList<>(0);
  private boolean running;

  void add(Runnable hook) {
    waiting.add(hook);
  }

  void clear() {
    waiting.clear();
  }

  /** Whether one of them runs now: what it does is not part of the session any more. */
  boolean areRunning() {
    return running;
  }

  int count() {
    return waiting.size();
  }

  /** Forgets those that were added after there were so many. */
  void keep(int count) {
    waiting.subList(Math.min(count, waiting.size()), waiting.size()).clear();
  }

  /** Runs all of them, also when one fails: the commit stands, and failing now would deny it. */
  void run(SessionLife session) {
    if (waiting.isEmpty()) {
      return;
    }
    List<Runnable> hooks = List.copyOf(waiting);
    waiting.clear();
    boolean within = running;
    for (Runnable hook : hooks) {
      running = true;
      try {
        hook.run();
      } catch (Throwable e) {
        LOGGER.log(
            Level.WARNING,
            "session {0}: an afterCommit hook failed: {1}",
            session.id(),
            e.getClass().getName());
      } finally {
        running = within;
      }
    }
  }
}
