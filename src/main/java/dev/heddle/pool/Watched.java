package dev.heddle.pool;

/** What the {@link DeadlineWatch} looks at again and again. */
interface Watched {

  /**
   * Ends what is past its deadline; must not block.
   *
   * @param now the current {@link System#nanoTime()}
   * @return whether there is a deadline to keep at the moment, so that the next look must come soon
   */
  boolean enforce(long now);

  /** Ends, because nobody looks any more. */
  void abandon();
}
