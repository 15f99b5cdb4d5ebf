package dev.heddle.bench.session;

/** The statements; spelled with {@code ?} for JDBC and read by all. */
final class Sql {

  static final String SELECT = "SELECT id, username, email FROM heddle_bench.users WHERE id = ?";

  static final String INSERT = "INSERT INTO heddle_bench.notes (author, note) VALUES (?, ?)";

  static final String NOTE = "a note of forty characters, more or less";

  static final int TWENTY = 20;

  private Sql() {}
}
