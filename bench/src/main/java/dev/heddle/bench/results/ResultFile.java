package dev.heddle.bench.results;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.JsonWriter;
import jakarta.json.stream.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Results as a JSON file; {@code bench/README.md} documents its fields. */
public final class ResultFile {

  private ResultFile() {}

  /**
   * Writes the file whole or not at all: a full disk leaves an older one as it was.
   *
   * @throws IOException when it cannot be written
   */
  public static void write(Path file, Results results) throws IOException {
    Path target = file.toAbsolutePath();
    Path half = target.resolveSibling(target.getFileName() + ".part");
    try {
      Files.writeString(half, text(results));
      Files.move(half, target, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(half);
    }
  }

  /** The file's text. */
  public static String text(Results results) {
    JsonObjectBuilder root = Json.createObjectBuilder();
    root.add("schema", Results.SCHEMA);
    JsonObjectBuilder environment = Json.createObjectBuilder();
    results.environment().forEach(environment::add);
    root.add("environment", environment);
    root.add("complete", results.complete());
    JsonArrayBuilder lines = Json.createArrayBuilder();
    results.lines().forEach(line -> lines.add(json(line)));
    root.add("lines", lines);
    JsonArrayBuilder summaries = Json.createArrayBuilder();
    results.summaries().forEach(summary -> summaries.add(json(summary)));
    root.add("summaries", summaries);
    JsonArrayBuilder findings = Json.createArrayBuilder();
    for (Finding finding : results.findings()) {
      findings.add(
          Json.createObjectBuilder()
              .add("scenario", finding.scenario())
              .add("text", finding.text()));
    }
    root.add("findings", findings);
    StringWriter text = new StringWriter();
    try (JsonWriter writer =
        Json.createWriterFactory(Map.of(JsonGenerator.PRETTY_PRINTING, true)).createWriter(text)) {
      writer.writeObject(root.build());
    }
    return text.toString().strip() + "\n";
  }

  /**
   * Reads a file; its summaries are computed anew from its lines.
   *
   * @throws IOException when there is none, or it is no result file of this format
   */
  public static Results read(Path file) throws IOException {
    try (JsonReader reader = Json.createReader(Files.newInputStream(file))) {
      JsonObject root = reader.readObject();
      if (root.getInt("schema", 0) != Results.SCHEMA) {
        throw new IOException("%s is no result file of schema %d".formatted(file, Results.SCHEMA));
      }
      return results(root);
    } catch (JsonException | ClassCastException | NullPointerException e) {
      throw new IOException("%s is no result file: %s".formatted(file, e.getMessage()), e);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static Results results(JsonObject root) {
    Map<String, String> environment = new LinkedHashMap<>();
    root.getJsonObject("environment")
        .forEach(
            (name, value) ->
                environment.put(
                    name, value instanceof JsonString text ? text.getString() : value.toString()));
    List<Line> lines = new ArrayList<>();
    for (JsonValue line : root.getJsonArray("lines")) {
      lines.add(line(line.asJsonObject()));
    }
    List<Finding> findings = new ArrayList<>();
    for (JsonValue finding : root.getJsonArray("findings")) {
      JsonObject object = finding.asJsonObject();
      findings.add(new Finding(object.getString("scenario"), object.getString("text")));
    }
    return new Results(environment, root.getBoolean("complete", true), lines, findings);
  }

  private static JsonObjectBuilder json(Line line) {
    JsonObjectBuilder object =
        Json.createObjectBuilder()
            .add("scenario", line.scenario())
            .add("contender", line.contender())
            .add("variant", line.variant())
            .add("semantics", line.semantics())
            .add("workers", line.workers())
            .add("round", line.round())
            .add("sessionsPerSecond", rounded(line.sessionsPerSecond()));
    add(object, "acquireMicros", line.acquireMicros());
    add(object, "sessionMicros", line.sessionMicros());
    Spread spread = line.sessionsPerWorker();
    if (spread != null) {
      object.add(
          "sessionsPerWorker",
          Json.createObjectBuilder()
              .add("min", rounded(spread.min()))
              .add("median", rounded(spread.median()))
              .add("max", rounded(spread.max())));
    }
    object.add("starvedWorkers", line.starvedWorkers());
    add(object, "clientCpuMicrosPerSession", line.clientCpuMicrosPerSession());
    add(object, "serverCpuMicrosPerSession", line.serverCpuMicrosPerSession());
    add(object, "othersShare", line.othersShare());
    object.add("errors", line.errors());
    if (!line.more().isEmpty()) {
      JsonObjectBuilder more = Json.createObjectBuilder();
      line.more().forEach((name, value) -> more.add(name, rounded(value)));
      object.add("more", more);
    }
    return object;
  }

  private static JsonObjectBuilder json(Summary summary) {
    Line typical = summary.typical();
    JsonObjectBuilder object =
        Json.createObjectBuilder()
            .add("scenario", typical.scenario())
            .add("contender", typical.contender())
            .add("variant", typical.variant())
            .add("workers", typical.workers())
            .add("rounds", typical.round())
            .add("sessionsPerSecond", rounded(typical.sessionsPerSecond()));
    Statistics.Interval interval = summary.interval();
    Double ratio = summary.ratio();
    if (ratio != null && interval != null) {
      object.add("ratioToHikariRaw", rounded(ratio));
      object.add(
          "interval",
          Json.createObjectBuilder()
              .add("low", rounded(interval.low()))
              .add("high", rounded(interval.high()))
              .add("coverage", rounded(interval.coverage())));
    }
    return object;
  }

  private static void add(JsonObjectBuilder object, String name, @Nullable Double value) {
    if (value != null) {
      object.add(name, rounded(value));
    }
  }

  private static void add(JsonObjectBuilder object, String name, @Nullable Quantiles times) {
    if (times == null) {
      return;
    }
    JsonObjectBuilder quantiles =
        Json.createObjectBuilder()
            .add("p50", rounded(times.p50()))
            .add("p99", rounded(times.p99()))
            .add("p999", rounded(times.p999()))
            .add("max", rounded(times.max()));
    if (!times.curve().isEmpty()) {
      JsonObjectBuilder curve = Json.createObjectBuilder();
      times.curve().forEach((percentile, micros) -> curve.add("" + percentile, rounded(micros)));
      quantiles.add("curve", curve);
    }
    object.add(name, quantiles);
  }

  private static Line line(JsonObject object) {
    Line line =
        Line.of(
                object.getString("scenario"),
                object.getString("contender"),
                object.getString("variant", ""),
                object.getString("semantics", ""),
                object.getInt("workers"),
                object.getInt("round"),
                object.getJsonNumber("sessionsPerSecond").doubleValue())
            .withTimes(quantiles(object, "acquireMicros"), quantiles(object, "sessionMicros"))
            .withWorkers(spread(object), object.getInt("starvedWorkers", 0))
            .withCpu(
                number(object, "clientCpuMicrosPerSession"),
                number(object, "serverCpuMicrosPerSession"),
                number(object, "othersShare"))
            .withErrors(object.getJsonNumber("errors").longValue());
    if (object.containsKey("more")) {
      for (Map.Entry<String, JsonValue> entry : object.getJsonObject("more").entrySet()) {
        line = line.with(entry.getKey(), ((JsonNumber) entry.getValue()).doubleValue());
      }
    }
    return line;
  }

  private static @Nullable Quantiles quantiles(JsonObject line, String name) {
    JsonObject object = line.getJsonObject(name);
    if (object == null) {
      return null;
    }
    SortedMap<Double, Double> curve = new TreeMap<>();
    if (object.containsKey("curve")) {
      object
          .getJsonObject("curve")
          .forEach(
              (percentile, micros) ->
                  curve.put(Double.valueOf(percentile), ((JsonNumber) micros).doubleValue()));
    }
    return new Quantiles(
        object.getJsonNumber("p50").doubleValue(),
        object.getJsonNumber("p99").doubleValue(),
        object.getJsonNumber("p999").doubleValue(),
        object.getJsonNumber("max").doubleValue(),
        curve);
  }

  private static @Nullable Spread spread(JsonObject line) {
    JsonObject object = line.getJsonObject("sessionsPerWorker");
    return object == null
        ? null
        : new Spread(
            object.getJsonNumber("min").doubleValue(),
            object.getJsonNumber("median").doubleValue(),
            object.getJsonNumber("max").doubleValue());
  }

  private static @Nullable Double number(JsonObject line, String name) {
    return line.containsKey(name) ? line.getJsonNumber(name).doubleValue() : null;
  }

  /** Four significant decimals are more than the noise leaves; JSON knows no infinity. */
  private static double rounded(double value) {
    return Double.isFinite(value) ? Math.round(value * 10_000) / 10_000.0 : 0;
  }
}
