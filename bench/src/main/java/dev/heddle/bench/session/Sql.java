package dev.heddle.bench.session;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The statements; spelled with {@code ?} for JDBC, and once more for pgbench. */
final class Sql {

  static final String SELECT = "SELECT id, username, email FROM heddle_bench.users WHERE id = ?";

  static final String THOUSAND =
      "SELECT id, username, email FROM heddle_bench.users WHERE id >= ? ORDER BY id LIMIT 1000";

  static final int THOUSAND_ROWS = 1_000;

  static final String INSERT = "INSERT INTO heddle_bench.notes (author, note) VALUES (?, ?)";

  static final String NOTE = "a note of forty characters, more or less";

  static final int TWENTY = 20;

  /** The last id from which on a thousand users follow. */
  static final int LAST_ID = 9_000;

  static final String PGBENCH_INSERT =
      "\\set id random(1, %d)%nINSERT INTO heddle_bench.notes (author, note) VALUES (:id, '%s');%n"
          .formatted(LAST_ID, NOTE);

  private Sql() {}

  static String pgbenchSelect(int offset) {
    return "\\set id%2$d random(1, %1$d)%nSELECT id, username, email FROM heddle_bench.users WHERE id = :id%2$d;%n"
        .formatted(LAST_ID, offset);
  }

  static String pgbenchTwenty() {
    return IntStream.range(0, TWENTY).mapToObj(Sql::pgbenchSelect).collect(Collectors.joining());
  }
}
