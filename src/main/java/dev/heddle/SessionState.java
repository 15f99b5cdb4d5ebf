package dev.heddle;

/**
 * A session's life.
 *
 * <pre>
 *   IDLE    → ACTIVE    first statement: a connection is taken
 *   ACTIVE  → IDLE      commit, rollback: the connection is given back
 *   ACTIVE  → LOST      the connection broke, or its time ran out
 *   LOST    → IDLE      rollback
 *   any     → CLOSED    close
 * </pre>
 */
enum SessionState {
  IDLE,
  ACTIVE,
  LOST,
  CLOSED
}
