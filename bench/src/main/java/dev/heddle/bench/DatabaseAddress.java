package dev.heddle.bench;

import dev.heddle.config.Secret;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Where a running PostgreSQL is, and who signs in.
 *
 * @param host its name or address
 * @param port its port
 * @param database the database's name, as it is
 * @param username who signs in
 * @param password the password; empty for none
 */
public record DatabaseAddress(
    String host, int port, String database, String username, Secret password) {

  private static final String FORM = "--url takes postgresql://user@host:port/database";
  private static final int DEFAULT_PORT = 5432;

  /**
   * Reads an address as {@code psql} or as the JDBC driver takes it. What it does not say is taken
   * from {@code PGUSER} and {@code PGPASSWORD}, as by PostgreSQL's own programs.
   *
   * @throws BenchException when it is none, or has a parameter other than user and password
   */
  public static DatabaseAddress parse(String address, Map<String, String> environment) {
    URI uri = uri(address);
    Map<String, String> parameters = parameters(uri);
    String[] user = Objects.toString(uri.getRawUserInfo(), "").split(":", 2);
    String username =
        user[0].isEmpty()
            ? parameters.getOrDefault(
                "user", environment.getOrDefault("PGUSER", System.getProperty("user.name")))
            : decoded(user[0]);
    String password =
        user.length == 1
            ? parameters.getOrDefault("password", environment.getOrDefault("PGPASSWORD", ""))
            : decoded(user[1]);
    String path = Objects.toString(uri.getPath(), "");
    return new DatabaseAddress(
        uri.getHost().replaceAll("[\\[\\]]", ""),
        uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(),
        path.length() < 2 ? "postgres" : path.substring(1),
        username,
        Secret.of(password));
  }

  /** The JDBC address, without credentials. */
  public String jdbc() {
    return "jdbc:postgresql://%s:%d/%s"
        .formatted(
            host.contains(":") ? "[" + host + "]" : host,
            port,
            URLEncoder.encode(database, StandardCharsets.UTF_8).replace("+", "%20"));
  }

  private static URI uri(String address) {
    URI uri;
    try {
      uri = URI.create(address.startsWith("jdbc:") ? address.substring(5) : address);
    } catch (IllegalArgumentException e) {
      throw notOne(address);
    }
    String scheme = Objects.toString(uri.getScheme(), "");
    if (!scheme.matches("postgres(ql)?") || uri.getHost() == null) {
      throw notOne(address);
    }
    return uri;
  }

  /** Without the text when it may hold a password. */
  private static BenchException notOne(String address) {
    boolean secret = address.contains("@") || address.contains("password");
    return BenchException.usage(FORM + (secret ? "" : ", not '" + address + "'"));
  }

  private static Map<String, String> parameters(URI uri) {
    Map<String, String> parameters = new HashMap<>();
    for (String part : Objects.toString(uri.getRawQuery(), "").split("&", -1)) {
      String[] pair = part.split("=", 2);
      if (!pair[0].matches("|user|password")) {
        throw BenchException.usage(
            "%s; its parameters can be user and password, not %s".formatted(FORM, pair[0]));
      }
      parameters.put(pair[0], pair.length == 1 ? "" : decoded(pair[1]));
    }
    return parameters;
  }

  /** A plus sign is one: only in forms it stands for a space. */
  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
