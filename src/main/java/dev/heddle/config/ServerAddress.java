package dev.heddle.config;

import dev.heddle.error.ConfigurationException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The JDBC address: put together from host, port and database name, or given whole; never with
 * credentials inside, because addresses end up in logs.
 */
final class ServerAddress {

  static final Key<String> URL =
      Key.address(
          "url",
          "jdbc:postgresql://host[:port][,host…]/name[?…]",
          "the whole JDBC address, without credentials; in place of host, port and name",
          ServerAddress::checkUrl);
  static final Key<String> HOST =
      Key.text(
          "host",
          Optional.empty(),
          "a host name or an IP address",
          "the server's host",
          ServerAddress::checkHost);
  static final Key<Integer> PORT = Key.count("port", 5432, 1, 65_535, "the server's port");
  static final Key<String> NAME =
      Key.text("name", Optional.empty(), "any name", "the database's name", name -> {});

  static final List<Key<?>> KEYS = List.of(URL, HOST, PORT, NAME);

  private static final List<Key<?>> PARTS = List.of(HOST, PORT, NAME);

  private static final String PREFIX = "jdbc:postgresql:";

  /** Stands for an address that was refused, until the problem is reported. */
  private static final String UNREPORTED = "jdbc:postgresql://localhost/";

  private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F]*:[0-9a-fA-F:.]*:[^/\\[\\]]*");
  private static final Pattern WELL_FORMED =
      Pattern.compile(
          "jdbc:postgresql://(?<hosts>HOST(,HOST)*)/[^/]*"
              .replace("HOST", "([^,:/\\[\\]]*|\\[[^,/\\[\\]]*\\])(:\\d+)?"));
  private static final Pattern PORTS = Pattern.compile(":(\\d+)(?=,|$)");
  private static final Pattern NOT_A_HOST = Pattern.compile("[\\s\\p{Cntrl}/?#@,&=\\\\]");

  private static final String CREDENTIALS =
      "holds credentials; take them out and set database.username, and database.password or"
          + " database.password-file";

  /** Parameters that the address may not carry, because Heddle sets them itself from these keys. */
  private static final Map<String, String> OWN_KEYS =
      Map.of(
          "sslmode", "database.ssl.mode",
          "ssl", "database.ssl.mode",
          "sslrootcert", "database.ssl.root-certificate",
          "applicationname", "database.application-name",
          "connecttimeout", "database.pool.connect-timeout",
          "logintimeout", "database.pool.connect-timeout",
          "sockettimeout", "database.session.timeout");

  /** Parameters of the driver that would take a promise away, and that no key stands for. */
  private static final List<String> REFUSED =
      List.of("service", "options", "socketfactory", "socketfactoryarg", "sslfactory");

  private ServerAddress() {}

  /** The JDBC address that is configured; what is missing or contradicts itself is noted. */
  static String read(SettingsReader in) {
    Optional<String> url = in.find(URL);
    Optional<String> host = in.find(HOST);
    int port = in.read(PORT);
    Optional<String> name = in.find(NAME);
    if (in.text(URL).isPresent()) {
      for (Key<?> part : PARTS) {
        if (in.isConfigured(part) && in.rank(part) <= in.rank(URL)) {
          in.refuse(part, "contradicts " + in.fullName(URL) + "; set only one of the two");
        }
      }
      return url.orElse(UNREPORTED);
    }
    if (in.text(HOST).isEmpty()) {
      in.refuse(HOST, "is missing; set the server's host, or the whole " + in.fullName(URL));
    }
    if (in.text(NAME).isEmpty()) {
      in.refuse(NAME, "is missing; set the database's name");
    }
    return of(host.orElse("localhost"), port, name.orElse("postgres"));
  }

  /** The address that an embedded server stands behind, as long as it does not run. */
  static String ofEmbedded(EmbeddedSettings embedded) {
    int port = embedded.port() == 0 ? PORT.defaultValue() : embedded.port();
    return of("localhost", port, embedded.database());
  }

  /** Notes each key that names a server, where none may be named. */
  static void refuseConfigured(SettingsReader in, String why) {
    for (Key<?> key : List.of(URL, HOST, PORT)) {
      if (in.isConfigured(key)) {
        in.refuse(key, why + "; set only one of the two");
      }
    }
  }

  /** The JDBC address of a database on a server, whatever characters its name has. */
  static String of(String host, int port, String name) {
    String bracketed = IPV6.matcher(host).matches() ? "[" + host + "]" : host;
    String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    return PREFIX + "//" + bracketed + ":" + port + "/" + encoded;
  }

  /**
   * Returns an address given in code when nothing is wrong with it.
   *
   * @throws ConfigurationException otherwise; the message does not show the address
   */
  static String check(String url) {
    try {
      return URL.parse(url);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(
          List.of(
              new Problem(
                      "database.url",
                      Optional.empty(),
                      Optional.empty(),
                      String.valueOf(e.getMessage()))
                  .text()));
    }
  }

  /** Whether a key does not count because the whole address is given. */
  static boolean isOutdone(SettingsReader in, Key<?> key) {
    return in.text(URL).isPresent() && PARTS.contains(key);
  }

  /** Whether a text may be the name of a host or an IP address. */
  static boolean isHost(String text) {
    boolean address = IPV6.matcher(text.replaceAll("^\\[|\\]$", "")).matches();
    return !NOT_A_HOST.matcher(text).find() && (address || !text.contains(":"));
  }

  private static void checkHost(String host) {
    if (!isHost(host)) {
      throw new IllegalArgumentException(
          "is not a host name or an IP address; the port goes to database.port, and several"
              + " servers go to database.url");
    }
  }

  /** Checked here and not by the driver, which logs what it cannot read. */
  private static void checkUrl(String url) {
    int question = url.indexOf('?');
    String server = question < 0 ? url : url.substring(0, question);
    if (server.contains("@")) {
      throw new IllegalArgumentException(
          CREDENTIALS + " (an @ in a database's name is written %40)");
    }
    if (question >= 0) {
      String flaws =
          Arrays.stream(url.substring(question + 1).split("&"))
              .map(ServerAddress::flaw)
              .flatMap(Optional::stream)
              .distinct()
              .collect(Collectors.joining("; it also "));
      if (!flaws.isEmpty()) {
        throw new IllegalArgumentException(flaws);
      }
    }
    Matcher matcher = WELL_FORMED.matcher(server);
    if (!matcher.matches() || !isDecodable(url.substring(matcher.end("hosts")))) {
      throw new IllegalArgumentException(
          "is not a PostgreSQL address; write jdbc:postgresql://host:port/name, and other"
              + " characters than letters and digits percent-encoded");
    }
    PORTS
        .matcher(matcher.group("hosts"))
        .results()
        .map(port -> port.group(1))
        .forEach(ServerAddress::checkPort);
  }

  private static void checkPort(String port) {
    try {
      PORT.parse(port);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("has the port " + port + ", which " + e.getMessage());
    }
  }

  private static boolean isDecodable(String text) {
    try {
      URLDecoder.decode(text, StandardCharsets.UTF_8);
      return true;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  /** Why the address may not carry a parameter, if it may not. */
  private static Optional<String> flaw(String parameter) {
    String name = parameter.replaceFirst("(?s)=.*", "");
    String plain = ServerList.name(parameter);
    if (plain.equals(ServerList.ROLE) && ServerRole.of(ServerList.value(parameter)).isEmpty()) {
      return Optional.of("has a " + name + " that is not known; give one of " + ServerRole.terms());
    }
    if (plain.contains("user") || plain.contains("password") || plain.contains("pass")) {
      return Optional.of(CREDENTIALS);
    }
    String own = OWN_KEYS.get(plain);
    if (own != null) {
      return Optional.of("has the parameter " + name + "; take it out and set " + own);
    }
    return REFUSED.contains(plain)
        ? Optional.of(
            "has the parameter " + name + ", which would undo what Heddle sets; take it out")
        : Optional.empty();
  }
}
