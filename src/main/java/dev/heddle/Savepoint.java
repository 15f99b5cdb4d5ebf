package dev.heddle;

/** A mark inside a transaction, to go back to without losing what came before it. */
public interface Savepoint {

  /** Undoes everything since the mark; the mark stays. */
  void rollback();

  /** Forgets the mark and keeps what was done since. */
  void release();
}
