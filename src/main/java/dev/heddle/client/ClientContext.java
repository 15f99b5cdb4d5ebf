package dev.heddle.client;

import io.helidon.dbclient.DbClientContext;

/** What all statements of one client share. */
public final class ClientContext {

  private final DbClientContext helidon;
  private final SqlTextCache texts = SqlTextCache.create();
  private final StatementEcho echo;

  private ClientContext(DbClientContext helidon, StatementEcho echo) {
    this.helidon = helidon;
    this.echo = echo;
  }

  /** A context with Helidon's part: mappers, named statements and services. */
  public static ClientContext of(DbClientContext helidon, StatementEcho echo) {
    return new ClientContext(helidon, echo);
  }

  /** Helidon's part. */
  public DbClientContext helidon() {
    return helidon;
  }

  SqlTextCache texts() {
    return texts;
  }

  StatementEcho echo() {
    return echo;
  }
}
