package dev.heddle.client;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Never holds more than a fixed number of parsed texts, however many an application makes up; safe
 * for any number of threads. A hit is one look-up without a lock; a miss parses and takes a lock
 * that guards no I/O.
 *
 * <p>The text to go is found by second chance: the oldest one that was not asked for since it was
 * looked at last. A list in exact order of use was rejected, since every hit would write to it.
 */
final class SqlTextCache {

  /** Enough for every statement of a large application. */
  static final int DEFAULT_CAPACITY = 2048;

  /** Longer texts hold values, not placeholders: keeping them would cost memory and help nobody. */
  static final int LONGEST_KEPT = 16_384;

  private final int capacity;
  private final ConcurrentHashMap<String, Entry> entries = new ConcurrentHashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Queue<Entry> byAge = new ArrayDeque<>();

  private SqlTextCache(int capacity) {
    this.capacity = capacity;
  }

  /** A cache of the default capacity. */
  static SqlTextCache create() {
    return new SqlTextCache(DEFAULT_CAPACITY);
  }

  /** A cache that holds at most so many texts. */
  static SqlTextCache ofCapacity(int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity is " + capacity + ", and must be at least 1");
    }
    return new SqlTextCache(capacity);
  }

  /** The parsed text. */
  SqlText get(String text) {
    Entry entry = entries.get(text);
    if (entry == null) {
      return text.length() > LONGEST_KEPT ? SqlText.parse(text) : keep(SqlText.parse(text));
    }
    if (!entry.used) {
      // Only the first hit writes, so that many cores share the line.
      entry.used = true;
    }
    return entry.sql;
  }

  /** How many texts it holds now. */
  int size() {
    return entries.size();
  }

  private SqlText keep(SqlText sql) {
    lock.lock();
    try {
      Entry raced = entries.get(sql.text());
      if (raced != null) {
        return raced.sql;
      }
      while (byAge.size() >= capacity) {
        evictOne();
      }
      var entry = new Entry(sql);
      byAge.add(entry);
      entries.put(sql.text(), entry);
      return sql;
    } finally {
      lock.unlock();
    }
  }

  private void evictOne() {
    Entry oldest = byAge.remove();
    if (oldest.used) {
      oldest.used = false;
      byAge.add(oldest);
    } else {
      entries.remove(oldest.sql.text());
    }
  }

  private static final class Entry {
    private final SqlText sql;
    // Without a lock: a lost update only makes a text look unused for one turn.
    private volatile boolean used;

    private Entry(SqlText sql) {
      this.sql = sql;
    }
  }
}
