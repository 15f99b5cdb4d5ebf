package dev.heddle;

/**
 * Work done in a session.
 *
 * @param <T> what it returns
 * @param <X> what it may throw, passed on unchanged
 */
@FunctionalInterface
public interface SessionFunction<T, X extends Exception> {

  /**
   * Does the work.
   *
   * @param session open, and this thread's; the caller closes it
   * @return what the whole is to return
   * @throws X when it fails, so that nothing is kept
   */
  T apply(Session session) throws X;
}
