package dev.heddle.bench.session;

/** The figures that the project set out from, in milliseconds: the most that each may be. */
enum SeedFigure {
  ACQUIRE("acquire", 5, "to get a connection, median of sessions one at a time"),
  SESSION("session", 2, "a whole transaction of one SELECT by primary key"),
  COMMIT("commit", 10, "COMMIT of a transaction that inserted a row, durable"),
  ROLLBACK("rollback", 1, "ROLLBACK of a transaction that inserted a row"),
  HEALTH("health", 10, "Database.isHealthy(): SELECT 1 on a connection of its own"),
  PRE_PING(
      "pre-ping",
      1,
      "what the promise of a live connection costs at hand-out: the look for unread input, with the"
          + " whole of acquire counted"),
  CONFIGURATION("configuration", 1, "all settings of database out of a loaded configuration");

  private final String title;
  private final double millis;
  private final String meaning;

  SeedFigure(String title, double millis, String meaning) {
    this.title = title;
    this.millis = millis;
    this.meaning = meaning;
  }

  String title() {
    return title;
  }

  /** The seed's own figure; where it named a range, its upper end. */
  double millis() {
    return millis;
  }

  String meaning() {
    return meaning;
  }
}
