package dev.heddle.bench.child;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One line between the harness and a program under measurement: a verb and its values. Its classes
 * need nothing but the JDK, so that a JVM with another Helidon can speak it.
 *
 * @param verb one word
 * @param values by name
 */
public record Message(String verb, Map<String, String> values) {

  /** A copy is kept. */
  public Message {
    values = Collections.unmodifiableMap(new TreeMap<>(values));
  }

  /** A message without values. */
  public static Message of(String verb) {
    return new Message(verb, Map.of());
  }

  /** The same message with one more value. */
  public Message with(String name, Object value) {
    Map<String, String> more = new TreeMap<>(values);
    more.put(name, value.toString());
    return new Message(verb, more);
  }

  /** Whether there is such a value. */
  public boolean has(String name) {
    return values.containsKey(name);
  }

  /**
   * A value.
   *
   * @throws IllegalArgumentException when there is none of this name
   */
  public String text(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("no '%s' in %s".formatted(name, this));
    }
    return value;
  }

  /** A whole number. */
  public long number(String name) {
    return Long.parseLong(text(name));
  }

  /** A number. */
  public double decimal(String name) {
    return Double.parseDouble(text(name));
  }

  /** The line, without its end. */
  String line() {
    return verb
        + values.entrySet().stream()
            .map(entry -> " " + encoded(entry.getKey()) + "=" + encoded(entry.getValue()))
            .collect(Collectors.joining());
  }

  /** What a line says. */
  static Message parse(String line) {
    String[] words = line.strip().split(" ", -1);
    Map<String, String> values = new TreeMap<>();
    for (int i = 1; i < words.length; i++) {
      int equals = words[i].indexOf('=');
      if (equals < 0) {
        throw new IllegalArgumentException("not a message: " + line);
      }
      values.put(decoded(words[i].substring(0, equals)), decoded(words[i].substring(equals + 1)));
    }
    return new Message(words[0], values);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
