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

  /**
   * A context with a cache of parsed texts of its own.
   *
   * @param helidon mappers, named statements and services
   * @param echo where statements are logged
   * @return for one client
   */
  public static ClientContext of(DbClientContext helidon, StatementEcho echo) {
    return new ClientContext(helidon, echo);
  }

  /** {@return mappers, named statements and services} */
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
