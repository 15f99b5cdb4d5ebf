package dev.heddle.faults;

import java.util.List;

/**
 * One row of the catalogue.
 *
 * @param number its place in the catalogue
 * @param name what breaks
 * @param expected what users and operators see of it
 * @param target what is measured, and how good it must be
 */
public record Fault(int number, String name, String expected, String target) {

  private static final List<Fault> ALL =
      List.of(
          new Fault(
              1,
              "every idle connection terminated; one backend at random every 100 ms",
              "unseen by users",
              "0 errors for the idle ones, 0 doubled"),
          new Fault(
              2,
              "backend killed -9: the server recovers from a crash",
              "503 with Retry-After; live 200, ready 503",
              "serving within 1 s after the server accepts"),
          new Fault(
              3,
              "immediate stop, 2 s, start",
              "503 with Retry-After; live 200, ready 503",
              "serving within 1 s after the server accepts"),
          new Fault(
              4,
              "whole server frozen for 6 s",
              "503, or 504 for what was under way, by Heddle's own budget",
              "budget + 250 ms"),
          new Fault(
              5,
              "only the postmaster frozen",
              "existing connections serve",
              "0 errors while the pool is filled"),
          new Fault(
              6,
              "black hole during authentication",
              "the pool is not wedged",
              "2 s after it lifts"),
          new Fault(
              7,
              "packets dropped in the middle of a query",
              "time-out, eviction",
              "time-out + 0.5 s"),
          new Fault(
              8,
              "reset, half-close, 1-byte slices, truncated result",
              "an error or the right rows",
              "0 wrong rows"),
          new Fault(
              9,
              "50 and 500 ms of delay, 1 Mbit/s",
              "sheds instead of queueing",
              "99th percentile within the deadline"),
          new Fault(
              10,
              "COMMIT lost; reply of COMMIT lost",
              "committed: success; aborted: safe to repeat; else a distinct error",
              "all told right"),
          new Fault(
              11,
              "virtual thread interrupted in the middle of a query",
              "cancelled on the server",
              "backend idle within 1 s"),
          new Fault(12, "seven kinds of dirt on every connection", "reset", "0 of 7 seen"),
          new Fault(
              13,
              "missing parameter, 1/0, abandoned stream, abandoned transaction",
              "the original SQLSTATE",
              "0 leaked"),
          new Fault(
              14,
              "standby promoted, several hosts in the address, old primary read-only",
              "evicts on 25006 and follows",
              "1 error per stale connection, writing again within 5 s"),
          new Fault(
              15,
              "max_connections filled",
              "clear error at start, 503 at run time",
              "1 connection attempt a second"),
          new Fault(
              16,
              "serialization failures and deadlocks",
              "the whole handler is repeated, 3 tries at most",
              "0 doubled"),
          new Fault(17, "disk full", "writes 503, reads live", "2 s after there is space"),
          new Fault(
              18,
              "DDL under load (cached plans)",
              "no storm of evictions",
              "1 error per connection, better 0"),
          new Fault(
              19,
              "HTTP client gone in the middle of a query",
              "statement cancelled, connection back",
              "2 s; the deadline under TLS"),
          new Fault(20, "slow body, slow reader", "no connection held", "0 held"),
          new Fault(21, "slow headers, dripped bodies", "closed", "10 s"),
          new Fault(22, "malformed HTTP", "4xx and closed, no desync", "100 %"),
          new Fault(
              23,
              "oversized, chunked, compressed bodies",
              "413, or another 4xx that fits",
              "bounded memory"),
          new Fault(
              24,
              "SIGTERM under load",
              "not ready, then no new work, drained, closed",
              "0 failed in flight, exit within grace + 1 s"),
          new Fault(
              25,
              "service killed -9, also in the middle of a statement",
              "the server rolls back",
              "locks free within 2 s"),
          new Fault(26, "clock jumps an hour, both ways", "monotonic timers", "no mass eviction"),
          new Fault(
              27,
              "password changed",
              "old connections live, the new secret is read, no storm of sign-ins",
              "5 s"),
          new Fault(
              28,
              "certificate expired or of another host",
              "fails closed under verify-full",
              "100 %"),
          new Fault(
              29,
              "2,000 virtual threads on a pool of 10, server frozen",
              "queue capped, 503",
              "carriers idle, heap flat"),
          new Fault(30, "random faults of this list under load", "all invariants", "0 violations"));

  /** All rows in order. */
  public static List<Fault> all() {
    return ALL;
  }

  /** The row of a number from 1. */
  static Fault row(int number) {
    return ALL.get(number - 1);
  }
}
