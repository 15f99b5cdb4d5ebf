package dev.heddle.pool;

/** What became of a transaction whose COMMIT was not answered. */
public enum CommitOutcome {
  /** It was kept. */
  COMMITTED,
  /** Nothing of it was kept, and nothing will be. */
  ABORTED,
  /** Nobody can tell. */
  UNKNOWN
}
