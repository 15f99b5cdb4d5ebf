package dev.heddle;

/**
 * Work done while a session is in scope.
 *
 * @param <T> what it returns
 * @param <X> what it may throw, passed on unchanged
 */
@FunctionalInterface
public interface ScopedWork<T, X extends Exception> {

  /**
   * Does the work.
   *
   * @return what the whole is to return
   * @throws X when it fails
   */
  T call() throws X;
}
