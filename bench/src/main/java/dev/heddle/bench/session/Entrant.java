package dev.heddle.bench.session;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The contenders that are programs of this harness, each started by {@link ContenderMain}. */
enum Entrant {
  HEDDLE_TRANSACTION(
      "heddle-transaction",
      "database.transact(): BEGIN travels with the first statement, then COMMIT",
      1,
      false) {
    @Override
    SessionContender open(Target target) {
      return HeddleSessions.transactions(target);
    }
  },
  HEDDLE_READ(
      "heddle-read",
      "database.read(): read-only connection, each statement its own snapshot, no BEGIN or COMMIT",
      0,
      false) {
    @Override
    SessionContender open(Target target) {
      return HeddleSessions.reads(target);
    }

    @Override
    boolean supports(Operation operation) {
      return operation != Operation.INSERT && operation != Operation.HOLD;
    }

    @Override
    String semantics(Operation operation) {
      return operation == Operation.READ_TWENTY
          ? "database.read(): one SELECT for each, sent together by session.pipeline(): 1 round"
              + " trip"
          : super.semantics(operation);
    }
  },
  HEDDLE_LAST(
      "heddle-last",
      "database.transact(), the statement by session.last(): BEGIN, statement and COMMIT together",
      0,
      false) {
    @Override
    SessionContender open(Target target) {
      return HeddleSessions.lastStatements(target);
    }

    @Override
    boolean supports(Operation operation) {
      return operation == Operation.SELECT || operation == Operation.INSERT;
    }
  },
  HIKARI_RAW(
      "hikari-raw",
      "HikariCP and pgjdbc by hand: BEGIN travels with the first statement, then COMMIT",
      1,
      false) {
    @Override
    SessionContender open(Target target) {
      return HikariRaw.open(target);
    }
  },
  HELIDON_DBCLIENT(
      "helidon-dbclient",
      "stock DbClient 4.1.7 transaction on HikariCP: BEGIN with the first statement, then COMMIT",
      1,
      true) {
    @Override
    SessionContender open(Target target) {
      return StockSessions.open(target);
    }

    @Override
    boolean supports(Operation operation) {
      return operation != Operation.THOUSAND_RECORDS;
    }
  },
  AGROAL(
      "agroal",
      "Agroal and pgjdbc by hand: BEGIN travels with the first statement, then COMMIT",
      1,
      false) {
    @Override
    SessionContender open(Target target) throws Exception {
      return AgroalRaw.open(target);
    }
  };

  private final String title;
  private final String semantics;
  private final int around;
  private final boolean stock;

  Entrant(String title, String semantics, int around, boolean stock) {
    this.title = title;
    this.semantics = semantics;
    this.around = around;
    this.stock = stock;
  }

  /** The name in every output. */
  String title() {
    return title;
  }

  /** What one session does, and in how many round trips. */
  String semantics(Operation operation) {
    int trips = around + (operation == Operation.READ_TWENTY ? Sql.TWENTY : 1);
    return "%s: %d round trip%s".formatted(semantics, trips, trips == 1 ? "" : "s");
  }

  /** Whether it can do that. */
  boolean supports(Operation operation) {
    return true;
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
