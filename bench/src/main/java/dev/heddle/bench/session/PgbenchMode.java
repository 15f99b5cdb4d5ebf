package dev.heddle.bench.session;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** PostgreSQL's own load generator, in C, with a connection for each worker and no pool. */
enum PgbenchMode {
  TRANSACTION("pgbench: BEGIN, %s and COMMIT one by one: %s", 2) {
    @Override
    String script(String statements) {
      return "BEGIN;\n" + statements + "COMMIT;\n";
    }
  },
  SINGLE("pgbench: %s without BEGIN and COMMIT: %s", 0) {
    @Override
    String script(String statements) {
      return statements;
    }
  },
  PIPELINE("pgbench: BEGIN, %s and COMMIT in one pipeline: 1 round trip", 0) {
    @Override
    String script(String statements) {
      return "\\startpipeline\nBEGIN;\n" + statements + "COMMIT;\n\\endpipeline\n";
    }
  };

  private final String meaning;
  private final int around;

  PgbenchMode(String meaning, int around) {
    this.meaning = meaning;
    this.around = around;
  }

  String title() {
    return "pgbench-" + name().toLowerCase(Locale.ROOT);
  }

  boolean supports(Operation operation) {
    return !operation.pgbench().isEmpty();
  }

  String semantics(Operation operation) {
    int statements = operation == Operation.READ_TWENTY ? Sql.TWENTY : 1;
    String what = operation == Operation.INSERT ? "INSERT" : "SELECT";
    return meaning.formatted(
        statements == 1 ? what : statements + " times " + what,
        statements + around == 1 ? "1 round trip" : statements + around + " round trips");
  }

  /** The script of one session. */
  abstract String script(String statements);

  static List<String> titles() {
    return Stream.of(values()).map(PgbenchMode::title).toList();
  }

  static PgbenchMode of(String title) {
    return Stream.of(values()).filter(mode -> mode.title().equals(title)).findFirst().orElseThrow();
  }
}
