package dev.heddle.pool;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.jdbc.PgConnection;

/**
 * The servers that an address names, tried one after the other, the last good one first, until one
 * has the role that is wanted: that of {@code targetServerType} in the address, or else the primary
 * when there are several. Nothing is remembered of the others, so a new primary is found at the
 * next attempt.
 *
 * <p>The driver could choose too, but takes every server for a standby whose transactions are
 * read-only by default, which all are here.
 */
final class Servers {

  /** Opens a connection to the one server of an address. */
  @FunctionalInterface
  interface Opener {
    PgConnection open(String url) throws SQLException;
  }

  private static final Pattern ADDRESS =
      Pattern.compile("(?<before>[^/]*//)(?<hosts>[^/?]*)(?<name>[^?]*)(?:\\?(?<query>.*))?");
  private static final String TARGET = "targetservertype";
  private static final List<String> OF_SEVERAL =
      List.of(TARGET, "hostrecheckseconds", "loadbalancehosts");

  private final List<String> urls;
  private final String target;
  private volatile int lastGood;

  private Servers(List<String> urls, String target) {
    this.urls = List.copyOf(urls);
    this.target = target;
  }

  /** The servers of a JDBC address; a single one is taken whatever its role is, unless it says. */
  static Servers of(String url) {
    Matcher address = ADDRESS.matcher(url);
    if (!address.matches()) {
      return new Servers(List.of(url), "any");
    }
    String query = address.group("query") == null ? "" : address.group("query");
    String target = address.group("hosts").contains(",") ? "primary" : "any";
    List<String> kept = new ArrayList<>();
    for (String parameter : query.split("&", -1)) {
      String name = parameter.replaceFirst("=.*", "").toLowerCase(Locale.ROOT);
      if (name.equals(TARGET)) {
        target = parameter.replaceFirst("[^=]*=", "").toLowerCase(Locale.ROOT);
      }
      if (!OF_SEVERAL.contains(name) && !parameter.isEmpty()) {
        kept.add(parameter);
      }
    }
    String rest = address.group("name") + (kept.isEmpty() ? "" : "?" + String.join("&", kept));
    return new Servers(
        Arrays.stream(address.group("hosts").split(",", -1))
            .map(host -> address.group("before") + host + rest)
            .toList(),
        target);
  }

  int count() {
    return urls.size();
  }

  /**
   * A connection to the first server that has the role.
   *
   * @throws SQLException when none has; why the last one was not taken
   */
  PgConnection open(Opener opener) throws SQLException {
    int first = lastGood;
    SQLException failure = new SQLException("the address names no server", "08001");
    for (int i = 0; i < urls.size(); i++) {
      int at = (first + i) % urls.size();
      try {
        Optional<PgConnection> connection = wanted(opener.open(urls.get(at)));
        if (connection.isPresent()) {
          lastGood = at;
          return connection.get();
        }
        failure = new SQLException("none of the servers is the " + target, "08001", failure);
      } catch (SQLException e) {
        e.addSuppressed(failure);
        failure = e;
      }
    }
    throw failure;
  }

  /** The connection, unless it has to be closed again because its server is not wanted. */
  private Optional<PgConnection> wanted(PgConnection connection) throws SQLException {
    boolean wanted = false;
    try {
      wanted = isWanted(connection);
    } finally {
      if (!wanted) {
        connection.close();
      }
    }
    return wanted ? Optional.of(connection) : Optional.empty();
  }

  private boolean isWanted(PgConnection connection) throws SQLException {
    return switch (target) {
      case "any", "preferprimary", "prefersecondary", "preferslave" -> true;
      case "secondary", "slave" -> isStandby(connection);
      default -> !isStandby(connection);
    };
  }

  /** Servers say so unasked from version 14 on. */
  private static boolean isStandby(PgConnection connection) throws SQLException {
    String said = connection.getParameterStatus("in_hot_standby");
    if (said != null) {
      return said.equals("on");
    }
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_is_in_recovery()")) {
      return row.next() && row.getBoolean(1);
    }
  }
}
