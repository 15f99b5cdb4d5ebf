package dev.heddle.bench.server;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A server that can be measured. */
public enum Contender {
  /** Heddle, with its shipped defaults. */
  HEDDLE(
      "heddle",
      HeddleWeb.class,
      "Heddle's public API and shipped defaults; a session for each request; a read is one round"
          + " trip"),

  /** Vert.x with its own client, a connection for each request. */
  VERTX(
      "vertx",
      VertxWeb.class,
      "Vert.x 5 and its pg client's pool; a connection for each request, whose statements share"
          + " round trips"),

  /** Vert.x with its own client, connections shared by requests. */
  VERTX_SHARED(
      "vertx-shared",
      VertxWeb.class,
      "Vert.x 5 and its pg client without sessions; statements of all requests share connections"
          + " and round trips, so one waits for those before it"),

  /** Javalin with HikariCP. */
  JAVALIN(
      "javalin",
      JavalinWeb.class,
      "Javalin 7 on virtual threads, HikariCP and JDBC in autocommit; one round trip a statement"),

  /** Helidon with its own client. */
  STOCK(
      "helidon-dbclient",
      StockWeb.class,
      "Helidon 4.1.7 and its DbClient on HikariCP; several statements in a transaction");

  private final String label;
  private final Class<?> main;
  private final String semantics;

  Contender(String label, Class<?> main, String semantics) {
    this.label = label;
    this.main = main;
    this.semantics = semantics;
  }

  /** The names of all. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(Contender::label).toList();
  }

  /** The one of this name. */
  public static Contender of(String label) {
    return Arrays.stream(values())
        .filter(each -> each.label.equals(label))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no server called " + label));
  }

  /** Its name in every output. */
  public String label() {
    return label;
  }

  /** The program that serves. */
  public Class<?> main() {
    return main;
  }

  /** What it does for a request of a path, in words. */
  public String semantics(String path) {
    return this == HEDDLE && (path.startsWith("/queries") || path.startsWith("/updates"))
        ? semantics + "; one Sync serves a request's reads, where TechEmpower asks for one each"
        : semantics;
  }

  /** What it is told besides the database. */
  public Map<String, String> settings() {
    return this == VERTX_SHARED ? Map.of(VertxWeb.SHARED, "true") : Map.of();
  }

  /** Whether it needs the class path with Helidon 4.1.7 throughout. */
  public boolean isStock() {
    return this == STOCK;
  }
}
