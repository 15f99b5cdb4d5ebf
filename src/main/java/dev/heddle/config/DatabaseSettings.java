package dev.heddle.config;

import java.time.Duration;

/**
 * Everything that a database needs to be opened.
 *
 * @param name the pool's name in errors, metrics and thread names
 * @param url the JDBC address, without credentials
 * @param username the role that signs in
 * @param password its password; asked for at each new connection
 * @param applicationName what {@code pg_stat_activity} shows
 * @param tls TLS to the server
 * @param pool the connection pool
 * @param session time limits of sessions
 * @param echo logging of statements
 * @param healthTimeout the longest that a health check may take
 */
public record DatabaseSettings(
    String name,
    String url,
    String username,
    Secret password,
    String applicationName,
    TlsSettings tls,
    PoolSettings pool,
    SessionSettings session,
    EchoSettings echo,
    Duration healthTimeout) {

  /** The shipped defaults for a server and a role. */
  public static DatabaseSettings of(String url, String username, Secret password) {
    return new DatabaseSettings(
        "main",
        url,
        username,
        password,
        "heddle",
        TlsSettings.defaults(),
        PoolSettings.defaults(),
        SessionSettings.defaults(),
        EchoSettings.off(),
        Duration.ofSeconds(1));
  }

  /** These settings with another pool. */
  public DatabaseSettings withPool(PoolSettings newPool) {
    return new DatabaseSettings(
        name, url, username, password, applicationName, tls, newPool, session, echo, healthTimeout);
  }

  /** These settings with other session limits. */
  public DatabaseSettings withSession(SessionSettings newSession) {
    return new DatabaseSettings(
        name, url, username, password, applicationName, tls, pool, newSession, echo, healthTimeout);
  }

  /** These settings with another address. */
  public DatabaseSettings withUrl(String newUrl) {
    return new DatabaseSettings(
        name, newUrl, username, password, applicationName, tls, pool, session, echo, healthTimeout);
  }

  /** These settings with statement logging. */
  public DatabaseSettings withEcho(EchoSettings newEcho) {
    return new DatabaseSettings(
        name, url, username, password, applicationName, tls, pool, session, newEcho, healthTimeout);
  }
}
