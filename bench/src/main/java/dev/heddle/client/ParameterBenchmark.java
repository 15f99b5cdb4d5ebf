package dev.heddle.client;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What it costs to find the parameters in a statement's text. */
@State(Scope.Benchmark)
public class ParameterBenchmark {

  private final SqlTextCache cache = SqlTextCache.create();

  private String text =
      "SELECT id, username, email, created_at::date AS \"day:of\" FROM users WHERE username = :name"
          + " AND email LIKE :pattern AND note <> 'not :one' AND created_at BETWEEN :from AND :to"
          + " ORDER BY id";

  /** A text that was never seen before. */
  @Benchmark
  public Object parsed() {
    return SqlText.parse(text);
  }

  /** One that was. */
  @Benchmark
  public Object cached() {
    return cache.get(text);
  }
}
