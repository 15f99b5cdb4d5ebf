package dev.heddle.bench.micro;

import java.util.Map;

/** What the benchmarks do, in words. */
final class Meaning {

  private static final Map<String, String> MEANINGS =
      Map.of(
          "sessionWithoutStatement", "session(), commit(), close() without a statement",
          "transactWithoutStatement", "transact() of work without a statement",
          "parsed", "a text of 200 characters with four named parameters, parsed anew",
          "cached", "the same text, found again",
          "readByIndex", "three columns of a row by index, from 1,000 rows in memory",
          "readAsRecord", "a row as a record of three components, from 1,000 rows in memory",
          "enterAndLeave", "the gate's place taken and given back, uncontended");

  private Meaning() {}

  static String of(String benchmark) {
    return MEANINGS.getOrDefault(benchmark, benchmark);
  }
}
