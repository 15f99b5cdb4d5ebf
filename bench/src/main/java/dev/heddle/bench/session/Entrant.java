package dev.heddle.bench.session;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The contenders that are programs of this harness, each started by {@link ContenderMain}. */
enum Entrant {
  HEDDLE_TRANSACTION(
      "heddle-transaction",
      "database.transact(): BEGIN travels with the SELECT, then COMMIT: 2 round trips",
      false) {
    @Override
    SessionContender open(Target target) {
      return HeddleSessions.transactions(target);
    }
  },
  HEDDLE_READ(
      "heddle-read",
      "database.read(): one SELECT on a read-only connection, its own snapshot: 1 round trip",
      false) {
    @Override
    SessionContender open(Target target) {
      return HeddleSessions.reads(target);
    }
  },
  HIKARI_RAW(
      "hikari-raw",
      "HikariCP and pgjdbc by hand: BEGIN travels with the SELECT, then COMMIT: 2 round trips",
      false) {
    @Override
    SessionContender open(Target target) {
      return HikariRaw.open(target);
    }
  },
  HELIDON_DBCLIENT(
      "helidon-dbclient",
      "stock DbClient 4.1.7 transaction on HikariCP: BEGIN with the SELECT, then COMMIT: 2 round"
          + " trips",
      true) {
    @Override
    SessionContender open(Target target) {
      return StockSessions.open(target);
    }
  },
  AGROAL(
      "agroal",
      "Agroal and pgjdbc by hand: BEGIN travels with the SELECT, then COMMIT: 2 round trips",
      false) {
    @Override
    SessionContender open(Target target) throws Exception {
      return AgroalRaw.open(target);
    }
  };

  private final String title;
  private final String semantics;
  private final boolean stock;

  Entrant(String title, String semantics, boolean stock) {
    this.title = title;
    this.semantics = semantics;
    this.stock = stock;
  }

  /** The name in every output. */
  String title() {
    return title;
  }

  /** What one session does. */
  String semantics() {
    return semantics;
  }

  /** Whether it needs Helidon 4.1.7 throughout. */
  boolean isStock() {
    return stock;
  }

  /** Opens it, in this JVM. */
  abstract SessionContender open(Target target) throws Exception;

  static List<String> titles() {
    return Stream.of(values()).map(Entrant::title).toList();
  }

  static Optional<Entrant> of(String title) {
    return Stream.of(values()).filter(entrant -> entrant.title.equals(title)).findFirst();
  }
}
