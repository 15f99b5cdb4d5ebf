package dev.heddle.pool;

/**
 * A transaction, named so that it can be asked for on another connection.
 *
 * @param number PostgreSQL's own, a decimal {@code xid8}
 * @param backend the process that runs it
 * @param timeline the history that it belongs to; empty when that is not known
 */
public record TransactionId(String number, int backend, String timeline) {}
