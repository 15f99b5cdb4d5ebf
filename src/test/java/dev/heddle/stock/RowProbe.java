package dev.heddle.stock;

import io.helidon.dbclient.DbClient;
import io.helidon.dbclient.DbClientException;
import io.helidon.dbclient.DbColumn;
import io.helidon.dbclient.DbRow;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Calendar;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.postgresql.util.PGInterval;
import org.postgresql.util.PGobject;

/**
 * Writes down what a client's rows and parameters do, a line for each question. It knows only
 * Helidon's API, so that the stock client, in a JVM whose class path is Helidon 4.1.7 throughout,
 * and Heddle answer the same questions.
 */
public final class RowProbe {

  private static final int EXECUTIONS = 8;

  private static final List<String> EXPRESSIONS =
      List.of(
          "true",
          "1::int2",
          "-7::int4",
          "8::int8",
          "9::oid",
          "1.5::float4",
          "2.25::float8",
          "'NaN'::float8",
          "12.50::numeric(6,2)",
          "3::numeric",
          "'NaN'::numeric",
          "'text'::text",
          "'42'::text",
          "'true'::varchar(10)",
          "'ab'::char(4)",
          "'c'::\"char\"",
          "'name'::name",
          "'\\x0102'::bytea",
          "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid",
          "'2024-02-29'::date",
          "'1582-10-10'::date",
          "'0044-03-15 BC'::date",
          "'infinity'::date",
          "'13:14:15'::time",
          "'13:14:15.123'::time",
          "'24:00'::time",
          "'13:14:15+02'::timetz",
          "'2024-02-29 13:14:15.123456'::timestamp",
          "'1500-01-01 01:00'::timestamp",
          "'infinity'::timestamp",
          "'2024-02-29 13:14:15.123456+02'::timestamptz",
          "'1500-01-01 01:00+00'::timestamptz",
          "'-infinity'::timestamptz",
          "'1 year 2 mons 3 days 04:05:06.7'::interval",
          "'{\"a\":1}'::json",
          "'{\"a\":1}'::jsonb",
          "'<a/>'::xml",
          "'1'::bit",
          "B'101'::bit(3)",
          "B'101'::varbit",
          "'(1,2)'::point",
          "'((0,0),(1,1))'::box",
          "'<(1,2),3>'::circle",
          "'{1,2,3}'::line",
          "'10.0.0.1'::inet",
          "'10.0.0.0/8'::cidr",
          "'08:00:2b:01:02:03'::macaddr",
          "'[1,5)'::int4range",
          "'{[1,5)}'::int4multirange",
          "'a b'::tsvector",
          "'pg_type'::regclass",
          "'16/B374D848'::pg_lsn",
          "row(1,'a')",
          "'{1,NULL,3}'::int4[]",
          "'{1,2}'::int8[]",
          "'{{1,2},{3,4}}'::int4[]",
          "'{a,NULL,\"b c\"}'::text[]",
          "'{1.5,2}'::numeric[]",
          "'{t,f}'::bool[]",
          "'{2024-02-29}'::date[]",
          "'{13:14:15}'::time[]",
          "'{2024-02-29 13:14:15}'::timestamp[]",
          "'{2024-02-29 13:14:15+00}'::timestamptz[]",
          "'{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}'::uuid[]",
          "'{\"{}\"}'::jsonb[]",
          "'{1 day}'::interval[]",
          "'{10.0.0.1}'::inet[]",
          "'{}'::int4[]",
          "'happy'::mood",
          "'{happy,sad}'::mood[]",
          "row(1,'a')::pair",
          "5::positive");

  private static final List<Class<?>> CLASSES =
      List.of(
          Object.class,
          String.class,
          Boolean.class,
          Short.class,
          Integer.class,
          Long.class,
          Float.class,
          Double.class,
          BigDecimal.class,
          Number.class,
          byte[].class,
          UUID.class,
          LocalDate.class,
          LocalTime.class,
          LocalDateTime.class,
          ZonedDateTime.class,
          OffsetDateTime.class,
          Instant.class,
          Date.class,
          java.sql.Date.class,
          Time.class,
          Timestamp.class,
          Calendar.class,
          GregorianCalendar.class,
          PGInterval.class,
          PGobject.class,
          Array.class,
          Comparable.class);

  private static final List<String> TARGETS =
      List.of(
          "text",
          "int4",
          "numeric",
          "date",
          "time",
          "timetz",
          "timestamp",
          "timestamptz",
          "bytea",
          "bool",
          "uuid",
          "mood",
          "interval",
          "jsonb",
          "text[]",
          "int4[]");

  private final Map<String, String> answers = new LinkedHashMap<>();

  private RowProbe() {}

  /** Prints the answers of the stock client; arguments are address, user and password. */
  public static void main(String[] arguments) throws SQLException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    try (StockClient stock = StockClient.open(arguments)) {
      ask(stock.client()).forEach((question, answer) -> out.println(question + " => " + answer));
    }
  }

  /** The types that the questions need. */
  public static List<String> setup() {
    return List.of(
        "CREATE TYPE mood AS ENUM ('happy', 'sad')",
        "CREATE TYPE pair AS (a int, b text)",
        "CREATE DOMAIN positive AS int CHECK (value > 0)");
  }

  /** All questions with their answers. */
  public static Map<String, String> ask(DbClient client) {
    RowProbe probe = new RowProbe();
    for (String expression : EXPRESSIONS) {
      for (int i = 1; i <= EXECUTIONS; i++) {
        DbRow row = client.execute().get("SELECT " + expression + " AS v").orElseThrow();
        if (i == 1 || i == EXECUTIONS) {
          probe.column(expression + (i == 1 ? "" : " again"), row.column("v"));
        }
      }
    }
    probe.rows(client);
    parameters()
        .forEach(
            (name, value) ->
                TARGETS.forEach(
                    target ->
                        probe.answer(
                            "bind " + name + " to " + target, () -> bound(client, target, value))));
    return probe.answers;
  }

  private void column(String question, DbColumn column) {
    answer(question + " name", column::name);
    answer(question + " dbType", column::dbType);
    answer(question + " javaType", () -> column.javaType().getName());
    answer(question + " get()", column::get);
    answer(question + " asOptional()", () -> column.asOptional().orElseThrow());
    for (Class<?> type : CLASSES) {
      answer(question + " get " + type.getSimpleName(), () -> column.get(type));
      answer(question + " as " + type.getSimpleName(), () -> column.as(type).get());
    }
    answer(question + " asString()", () -> column.asString().get());
    answer(question + " asInt()", () -> column.asInt().get());
    answer(question + " asLong()", () -> column.asLong().get());
    answer(question + " asDouble()", () -> column.asDouble().get());
    answer(question + " asBoolean()", () -> column.asBoolean().get());
    answer(question + " as(function)", () -> column.as(Function.identity()).get());
  }

  private void rows(DbClient client) {
    DbRow row =
        client.execute().get("SELECT 1 AS a, 2 AS b, 3 AS a, 'x' AS \"Mixed\"").orElseThrow();
    answer("row last of equal labels", () -> row.column("a").get());
    answer("row by index", () -> row.column(1).get());
    answer("row exact case", () -> row.column("Mixed").get());
    answer("row other case", () -> row.column("mixed").get());
    answer("row unknown label", () -> row.column("c"));
    answer("row index 0", () -> row.column(0));
    answer("row index 5", () -> row.column(5));
    answer("row as unknown class", () -> row.as(Thread.class));
    answer("row as function", () -> row.as(r -> r.column(2).get()));
    answer(
        "row forEach",
        () -> {
          List<String> names = new ArrayList<>();
          Consumer<DbColumn> visitor = column -> names.add(column.name() + column.get());
          row.forEach(visitor);
          return names.stream().sorted().toList();
        });
  }

  private static Map<String, Object> parameters() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("String", "happy");
    values.put("long String", "1".repeat(2_000));
    values.put("Integer", 5);
    values.put("Long", 5L);
    values.put("Short", (short) 5);
    values.put("Byte", (byte) 5);
    values.put("Float", 1.5f);
    values.put("Double", 1.5);
    values.put("BigDecimal", new BigDecimal("1.50"));
    values.put("BigInteger", new BigInteger("5"));
    values.put("Boolean", true);
    values.put("Character", 'c');
    values.put("char[]", new char[] {'1', '2'});
    values.put("Character[]", new Character[] {'1', '2'});
    values.put("byte[]", new byte[] {1, 2});
    values.put("Byte[]", new Byte[] {1, null});
    values.put("UUID", new UUID(1, 2));
    values.put("LocalDate", LocalDate.of(2024, 2, 29));
    values.put("LocalTime", LocalTime.of(13, 14, 15));
    values.put("LocalDateTime", LocalDateTime.of(2024, 2, 29, 13, 14, 15, 123_456_000));
    values.put(
        "OffsetDateTime",
        LocalDateTime.of(2024, 2, 29, 13, 14, 15).atOffset(ZoneOffset.ofHours(2)));
    values.put("OffsetTime", OffsetTime.of(13, 14, 15, 0, ZoneOffset.ofHours(2)));
    values.put("sql.Date", java.sql.Date.valueOf("2024-02-29"));
    values.put("sql.Time", Time.valueOf("13:14:15"));
    values.put("Timestamp", Timestamp.valueOf("2024-02-29 13:14:15.123456"));
    values.put("util.Date", Date.from(Instant.ofEpochMilli(1_709_208_855_123L)));
    values.put("Calendar", new GregorianCalendar(2024, Calendar.FEBRUARY, 29));
    values.put("int[]", new int[] {1, 2});
    values.put("Integer[]", new Integer[] {1, null});
    values.put("String[]", new String[] {"a", null});
    values.put("PGInterval", interval());
    values.put("Thread", Thread.currentThread());
    return values;
  }

  private static PGInterval interval() {
    return new PGInterval(1, 2, 3, 4, 5, 6.5);
  }

  private static Object bound(DbClient client, String target, Object value) {
    DbRow row =
        client
            .execute()
            .createGet("SELECT CAST(? AS " + target + ")::text AS v")
            .addParam(value)
            .execute()
            .orElseThrow();
    return row.column("v").get(String.class);
  }

  private void answer(String question, Callable<?> asked) {
    answers.put(question, answer(asked));
  }

  private static String answer(Callable<?> asked) {
    try {
      return shown(asked.call());
    } catch (Exception | LinkageError e) {
      boolean own = e instanceof DbClientException;
      return "throws " + (own ? DbClientException.class : e.getClass()).getSimpleName();
    }
  }

  private static String shown(Object value) throws SQLException {
    if (value == null) {
      return "null";
    }
    if (value instanceof Array array) {
      return "Array of "
          + shown(array.getArray())
          + " as "
          + array
          + ", "
          + array.getBaseTypeName();
    }
    if (value instanceof java.sql.SQLXML xml) {
      return "SQLXML " + xml.getString();
    }
    String text =
        value.getClass().isArray()
            ? Arrays.deepToString(new Object[] {value})
            : value instanceof Timestamp timestamp
                ? timestamp + " " + timestamp.getTime()
                : value.toString();
    return value.getClass().getSimpleName() + " " + text.replace('\n', ' ');
  }

  /** Lets a reader of output take the two parts of a line apart. */
  public static Map<String, String> parse(Stream<String> lines) {
    Map<String, String> answers = new LinkedHashMap<>();
    lines.forEach(
        line -> {
          int separator = line.indexOf(" => ");
          answers.put(line.substring(0, separator), line.substring(separator + 4));
        });
    return answers;
  }
}
