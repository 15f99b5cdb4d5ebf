package dev.heddle.bench.server;

/**
 * What {@code /json} answers.
 *
 * @param message the greeting
 */
public record Greeting(String message) {

  static final String TEXT = "Hello, World!";
}
