package dev.heddle.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The servers that a JDBC address names.
 *
 * @param url the address of all of them, without what chooses among them
 * @param urls the same for each of them alone, in their order
 * @param role which of them is wanted: what the address says, or else the primary of several, and a
 *     single one whatever it is
 */
public record ServerList(String url, List<String> urls, ServerRole role) {

  static final String ROLE = "targetservertype";

  private static final Pattern ADDRESS =
      Pattern.compile("(?s)(?<before>[^/]*//)(?<hosts>[^/?]*)(?<name>[^?]*)(?:\\?(?<query>.*))?");
  private static final List<String> CHOOSING =
      List.of(ROLE, "hostrecheckseconds", "loadbalancehosts");

  /** A copy of the list is kept. */
  public ServerList {
    urls = List.copyOf(urls);
  }

  /**
   * The servers of an address.
   *
   * @param url an address that {@link DatabaseSettings} has taken
   * @return its servers
   * @throws IllegalArgumentException when it is none
   */
  public static ServerList of(String url) {
    Matcher address = ADDRESS.matcher(url);
    if (!address.matches()) {
      throw new IllegalArgumentException("not a PostgreSQL address");
    }
    String hosts = address.group("hosts");
    ServerRole role = hosts.contains(",") ? ServerRole.PRIMARY : ServerRole.ANY;
    List<String> kept = new ArrayList<>();
    String query = address.group("query") == null ? "" : address.group("query");
    for (String parameter : query.split("&", -1)) {
      String name = name(parameter);
      if (name.equals(ROLE)) {
        role =
            ServerRole.of(value(parameter))
                .orElseThrow(() -> new IllegalArgumentException("unknown targetServerType"));
      }
      if (!CHOOSING.contains(name) && !parameter.isEmpty()) {
        kept.add(parameter);
      }
    }
    String before = address.group("before");
    String rest = address.group("name") + (kept.isEmpty() ? "" : "?" + String.join("&", kept));
    return new ServerList(
        before + hosts + rest,
        Arrays.stream(hosts.split(",", -1)).map(host -> before + host + rest).toList(),
        role);
  }

  /** The name of a parameter of an address, in small letters. */
  static String name(String parameter) {
    return parameter.replaceFirst("(?s)=.*", "").toLowerCase(Locale.ROOT);
  }

  /** The value of a parameter of an address; empty when it has none. */
  static String value(String parameter) {
    int equals = parameter.indexOf('=');
    return equals < 0 ? "" : parameter.substring(equals + 1);
  }
}
