package dev.heddle.bench;

import dev.heddle.bench.results.Finding;
import dev.heddle.bench.results.Line;
import dev.heddle.bench.results.Results;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** What was measured so far; safe to read while a scenario still writes. */
final class Journal {

  private final ReentrantLock lock = new ReentrantLock();
  private final List<Line> lines = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();
  private boolean whole = true;

  void add(Line line) {
    lock.lock();
    try {
      lines.add(line);
    } finally {
      lock.unlock();
    }
  }

  void add(Finding finding) {
    lock.lock();
    try {
      if (!findings.contains(finding)) {
        findings.add(finding);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Keeps why something was not measured; from then on this is not whole. */
  void miss(Finding reason) {
    lock.lock();
    try {
      whole = false;
      add(reason);
    } finally {
      lock.unlock();
    }
  }

  /** Whether nothing is missing. */
  boolean isWhole() {
    lock.lock();
    try {
      return whole;
    } finally {
      lock.unlock();
    }
  }

  List<Line> lines() {
    lock.lock();
    try {
      return List.copyOf(lines);
    } finally {
      lock.unlock();
    }
  }

  Results results(Map<String, String> environment, boolean complete) {
    lock.lock();
    try {
      return new Results(environment, complete, lines, findings);
    } finally {
      lock.unlock();
    }
  }
}
