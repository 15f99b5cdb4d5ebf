package dev.heddle.client;

/** How far the effects of a statement may reach beyond its rows. */
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
