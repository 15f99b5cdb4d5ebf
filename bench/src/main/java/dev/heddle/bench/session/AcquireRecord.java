package dev.heddle.bench.session;

import dev.heddle.Database;
import java.lang.reflect.Field;
import java.util.Arrays;
import org.HdrHistogram.Histogram;

/**
 * Heddle's own record of the times to get a connection. A session takes its connection within its
 * first statement, so nothing outside can time that; the record is private, so it is looked for by
 * type. Its unit is the microsecond, its precision two digits.
 */
final class AcquireRecord {

  private static final int DEPTH = 4;

  private final Histogram micros;

  private AcquireRecord(Histogram micros) {
    this.micros = micros;
  }

  /** The record of an open database. */
  static AcquireRecord of(Database database) {
    Histogram found = search(database, DEPTH);
    if (found == null) {
      throw new IllegalStateException("an open database keeps no histogram of acquire times");
    }
    return new AcquireRecord(found);
  }

  /** Until now. */
  Histogram copy() {
    return micros.copy();
  }

  private static @org.jspecify.annotations.Nullable Histogram search(Object owner, int depth) {
    for (Field field : owner.getClass().getDeclaredFields()) {
      if (java.lang.reflect.Modifier.isStatic(field.getModifiers()) || !isOurs(field.getType())) {
        continue;
      }
      Object value = value(field, owner);
      if (value instanceof Histogram histogram) {
        return histogram;
      }
      Histogram deeper = value == null || depth == 0 ? null : search(value, depth - 1);
      if (deeper != null) {
        return deeper;
      }
    }
    return null;
  }

  private static boolean isOurs(Class<?> type) {
    return Histogram.class.isAssignableFrom(type)
        || Arrays.asList("Database", "ConnectionPool", "AcquireTimes")
            .contains(type.getSimpleName());
  }

  private static @org.jspecify.annotations.Nullable Object value(Field field, Object owner) {
    try {
      field.setAccessible(true);
      return field.get(owner);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }
}
