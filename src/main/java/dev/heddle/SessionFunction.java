package dev.heddle;

/**
 * Work done in a session.
 *
 * @param <T> what it returns
 * @param <X> what it may throw, passed on unchanged
 */
@FunctionalInterface
public interface SessionFunction<T, X extends Exception> {

  /** Does the work; the session is open and belongs to this thread. */
  T apply(Session session) throws X;
}
