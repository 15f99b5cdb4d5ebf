package dev.heddle.client;

import jakarta.json.Json;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Random values that PostgreSQL can hold, among them the corners: limits, zero, infinity, dates
 * before Christ, and text full of the characters that quoting gets wrong.
 */
final class RandomValues {

  enum Mood {
    HAPPY,
    SAD,
    SO_SO
  }

  private static final LocalDate FIRST_DAY = LocalDate.of(-4711, 1, 1);
  private static final LocalDate LAST_DAY = LocalDate.of(294_275, 12, 31);
  private static final String NASTY = "a'\"\\,{}()[] :;\t\n?$%NULL/*--é€😀\u0001";

  private final Random random;

  RandomValues(long seed) {
    random = new Random(seed);
  }

  @SafeVarargs
  private <T> T sometimes(Supplier<T> usual, T... corners) {
    return random.nextInt(8) == 0 ? corners[random.nextInt(corners.length)] : usual.get();
  }

  Boolean bool() {
    return random.nextBoolean();
  }

  Short int2() {
    return sometimes(() -> (short) random.nextInt(), Short.MIN_VALUE, Short.MAX_VALUE, (short) 0);
  }

  Integer int4() {
    return sometimes(random::nextInt, Integer.MIN_VALUE, Integer.MAX_VALUE, 0, -1);
  }

  Long int8() {
    return sometimes(random::nextLong, Long.MIN_VALUE, Long.MAX_VALUE, 0L, -1L);
  }

  Float float4() {
    return sometimes(
        () -> (float) random.nextGaussian(),
        Float.NaN,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        Float.MAX_VALUE,
        0f);
  }

  Double float8() {
    return sometimes(
        random::nextGaussian,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.MAX_VALUE,
        Double.MIN_NORMAL,
        0d);
  }

  BigDecimal numeric() {
    return sometimes(
        () -> new BigDecimal(new BigInteger(random.nextInt(200), random), random.nextInt(40)),
        BigDecimal.ZERO,
        new BigDecimal("-0.0001"),
        new BigDecimal("1000000"),
        new BigDecimal("100.00"));
  }

  BigInteger integer() {
    BigInteger magnitude = new BigInteger(random.nextInt(300), random);
    return random.nextBoolean() ? magnitude : magnitude.negate();
  }

  String text() {
    StringBuilder text = new StringBuilder();
    for (int length = random.nextInt(30); length > 0; length--) {
      int at = random.nextInt(NASTY.codePointCount(0, NASTY.length()));
      text.appendCodePoint(NASTY.codePointAt(NASTY.offsetByCodePoints(0, at)));
    }
    return sometimes(text::toString, "", "NULL", "null", "{}", " ", "\\", "x".repeat(5_000));
  }

  byte[] bytes() {
    byte[] bytes = new byte[random.nextInt(64)];
    random.nextBytes(bytes);
    return bytes;
  }

  UUID uuid() {
    return new UUID(random.nextLong(), random.nextLong());
  }

  LocalDate date() {
    long day = random.nextLong(FIRST_DAY.toEpochDay(), LAST_DAY.toEpochDay());
    return sometimes(
        () -> recent() ? LocalDate.ofEpochDay(random.nextInt(30_000)) : LocalDate.ofEpochDay(day),
        LocalDate.MAX,
        LocalDate.MIN,
        LocalDate.EPOCH,
        LocalDate.of(-43, 3, 15),
        LocalDate.of(1582, 10, 10),
        LocalDate.of(10_000, 1, 1),
        FIRST_DAY);
  }

  private boolean recent() {
    return random.nextInt(3) > 0;
  }

  LocalTime time() {
    return sometimes(
        () -> LocalTime.ofNanoOfDay(random.nextLong(86_400_000_000L) * 1_000),
        LocalTime.MIDNIGHT,
        LocalTime.of(23, 59, 59, 999_999_000),
        LocalTime.MAX);
  }

  OffsetTime offsetTime() {
    LocalTime time = LocalTime.ofNanoOfDay(random.nextLong(86_400_000_000L) * 1_000);
    return time.atOffset(offset());
  }

  private ZoneOffset offset() {
    return ZoneOffset.ofTotalSeconds((random.nextInt(57) - 28) * 1_800);
  }

  LocalDateTime dateTime() {
    LocalDate date = date();
    if (date.equals(LocalDate.MAX) || date.equals(LocalDate.MIN)) {
      return date.equals(LocalDate.MAX) ? LocalDateTime.MAX : LocalDateTime.MIN;
    }
    // The second one does not exist in zones where daylight saving begins then.
    return sometimes(
        () -> date.atTime(LocalTime.ofNanoOfDay(random.nextLong(86_400_000_000L) * 1_000)),
        LocalDateTime.of(2024, 3, 31, 2, 30));
  }

  OffsetDateTime offsetDateTime() {
    LocalDateTime dateTime = dateTime();
    if (dateTime.equals(LocalDateTime.MAX) || dateTime.equals(LocalDateTime.MIN)) {
      return dateTime.equals(LocalDateTime.MAX) ? OffsetDateTime.MAX : OffsetDateTime.MIN;
    }
    return dateTime.atOffset(offset());
  }

  Instant instant() {
    OffsetDateTime dateTime = offsetDateTime();
    return dateTime.equals(OffsetDateTime.MAX)
        ? Instant.MAX
        : dateTime.equals(OffsetDateTime.MIN) ? Instant.MIN : dateTime.toInstant();
  }

  Duration duration() {
    return sometimes(
        () -> Duration.ofNanos(random.nextLong() / 1_000 * 1_000),
        Duration.ZERO,
        Duration.ofNanos(-1_000),
        Duration.ofMillis(-500),
        Duration.ofDays(400));
  }

  Period period() {
    int sign = random.nextBoolean() ? 1 : -1;
    return sometimes(
        () ->
            Period.of(
                sign * random.nextInt(1_000),
                sign * random.nextInt(12),
                random.nextInt(20_000) - 10_000),
        Period.ZERO);
  }

  JsonValue json() {
    return switch (random.nextInt(6)) {
      case 0 -> JsonValue.NULL;
      case 1 -> Json.createValue(text().replace("\u0000", ""));
      case 2 -> Json.createValue(int8());
      case 3 -> JsonValue.TRUE;
      case 4 -> Json.createArrayBuilder().add(int4()).add(text()).addNull().build();
      default -> Json.createObjectBuilder().add("a", text()).add("b \"", json()).build();
    };
  }

  Mood mood() {
    return Mood.values()[random.nextInt(Mood.values().length)];
  }

  /** Up to five elements, some of them null. */
  <T> List<@Nullable T> list(Supplier<T> element) {
    List<@Nullable T> list = new ArrayList<>();
    for (int size = random.nextInt(6); size > 0; size--) {
      list.add(random.nextInt(5) == 0 ? null : element.get());
    }
    return list;
  }

  /** Three rows of two. */
  <T> List<List<T>> matrix(Supplier<T> element) {
    List<List<T>> matrix = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      matrix.add(List.of(element.get(), element.get()));
    }
    return matrix;
  }
}
