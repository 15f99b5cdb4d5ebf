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
  private int ended;

  /** How many there were, before they were run or forgotten for so many times. */
  record Mark(int ended, int count) {}

  void add(Runnable hook) {
    waiting.add(hook);
  }

  void clear() {
    waiting.clear();
    ended++;
  }

  /** Whether one of them runs now: what it does is not part of the session any more. */
  boolean areRunning() {
    return running;
  }

  int count() {
    return waiting.size();
  }

  Mark mark() {
    return new Mark(ended, waiting.size());
  }

  /** Forgets those that were added after that. */
  void keep(Mark mark) {
    int kept = mark.ended() == ended ? Math.min(mark.count(), waiting.size()) : 0;
    waiting.subList(kept, waiting.size()).clear();
  }

  /** Runs all of them, also when one fails: the commit stands, and failing now would deny it. */
  void run(SessionLife session) {
    if (waiting.isEmpty()) {
      return;
    }
    List<Runnable> hooks = List.copyOf(waiting);
    clear();
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
