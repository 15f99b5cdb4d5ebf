package dev.heddle.client;

/**
 * How far the effects of a statement may reach beyond its rows, as far as its text tells.
 *
 * <p>No text tells of functions of the user's that are called through an operator, a cast, a view,
 * a trigger, a default, a policy or as {@code row.function}, or that bear the name of one of
 * PostgreSQL's own. A session that calls one which changes the session should take the connection
 * by {@code unwrap}: that always counts as {@link #SESSION}.
 */
public enum Footprint {
  /** Ends with the transaction: the connection is as clean afterwards as it was before. */
  TRANSACTION,
  /**
   * May outlive the transaction in the server's session (role, settings, advisory locks, temporary
   * tables, LISTEN, prepared statements, cursors), so the connection needs cleaning before another
   * session gets it. Whatever is not known to be clean is this.
   */
  SESSION
}
