package dev.heddle.bench.server;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The tables behind the endpoints and the statements on them, the same for every server. Knows
 * nothing but the JDK, so that a JVM with another Helidon can use it.
 */
public final class WebTables {

  /** Rows of the table {@code world}, with ids from 1. */
  public static final int WORLDS = 10_000;

  static final String WORLD = "SELECT id, randomnumber FROM heddle_bench.world WHERE id = ";

  static final String UPDATE = "UPDATE heddle_bench.world SET randomnumber = %s WHERE id = %s";

  static final String FORTUNES = "SELECT id, message FROM heddle_bench.fortune";

  static final String ADDED_FORTUNE = "Additional fortune added at request time.";

  static final String MEMBER =
      "INSERT INTO heddle_bench.member (username, email) VALUES (%s, %s)"
          + " RETURNING id, username, email";

  static final String WORK = "SELECT 1 AS one FROM pg_sleep(";

  /** Most rows that one request may ask for. */
  private static final int MOST_ROWS = 500;

  /** Most milliseconds that {@code /work} may take. */
  private static final int MOST_MILLIS = 1_000;

  private WebTables() {}

  /** The statements that make the tables in the schema {@code heddle_bench}. */
  public static List<String> statements() {
    return List.of(
        "CREATE TABLE heddle_bench.world (id integer PRIMARY KEY, randomnumber integer NOT NULL)",
        "INSERT INTO heddle_bench.world SELECT i, 1 + (i * 7919) % 10000 FROM generate_series(1, "
            + WORLDS
            + ") AS i",
        "CREATE TABLE heddle_bench.fortune (id integer PRIMARY KEY, message text NOT NULL)",
        "INSERT INTO heddle_bench.fortune SELECT i, CASE i WHEN 11 THEN"
            + " '<script>alert(\"This should not be executed.\");</script>'"
            + " WHEN 12 THEN 'フレームワークのベンチマーク'"
            + " ELSE 'A thread that is pulled too hard breaks, they say, ' || i || ' times.' END"
            + " FROM generate_series(1, 12) AS i",
        "CREATE TABLE heddle_bench.member (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
            + " username text NOT NULL, email text NOT NULL)",
        "VACUUM ANALYZE heddle_bench.world",
        "VACUUM ANALYZE heddle_bench.fortune");
  }

  /** The id of some row of {@code world}. */
  static int anyWorld() {
    return 1 + ThreadLocalRandom.current().nextInt(WORLDS);
  }

  /** How many rows a query parameter asks for: 1 to 500, and 1 when it is no number. */
  static int rows(String asked) {
    return bounded(asked, MOST_ROWS);
  }

  /** How many milliseconds a query parameter asks for: 1 to 1000, and 1 when it is no number. */
  static int millis(String asked) {
    return bounded(asked, MOST_MILLIS);
  }

  private static int bounded(String asked, int most) {
    try {
      return Math.clamp(Long.parseLong(asked), 1, most);
    } catch (NumberFormatException e) {
      return 1;
    }
  }
}
