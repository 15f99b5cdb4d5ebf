package dev.heddle.client;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * Conversions between numbers; one to a class of integers never changes the value or loses a
 * fraction unseen, one to Float or Double rounds.
 */
final class Numbers {

  private Numbers() {}

  /**
   * The number as another class, or null when the class is none of {@code java.lang}'s numbers,
   * {@link BigInteger} and {@link BigDecimal}.
   *
   * @throws ArithmeticException when an integral target cannot hold the number
   * @throws NumberFormatException when an exact target cannot hold NaN or infinity
   */
  static @Nullable Object convert(Number value, Class<?> target) {
    if (target == Integer.class) {
      return Math.toIntExact(integer(value));
    }
    if (target == Long.class) {
      return integer(value);
    }
    if (target == Short.class) {
      return exact(value).shortValueExact();
    }
    if (target == Byte.class) {
      return exact(value).byteValueExact();
    }
    if (target == Double.class) {
      return value.doubleValue();
    }
    if (target == Float.class) {
      return value.floatValue();
    }
    if (target == BigDecimal.class) {
      return exact(value);
    }
    return target == BigInteger.class ? exact(value).toBigIntegerExact() : null;
  }

  private static long integer(Number value) {
    return value instanceof Integer || value instanceof Long || value instanceof Short
        ? value.longValue()
        : exact(value).longValueExact();
  }

  private static BigDecimal exact(Number value) {
    return value instanceof BigDecimal decimal ? decimal : new BigDecimal(value.toString());
  }
}
