package dev.heddle.bench;

import java.nio.file.Path;

/** Where the project is; {@code bench/run} says it. */
public final class Installation {

  private Installation() {}

  /** The project's folder. */
  public static Path root() {
    return Path.of(System.getProperty("heddle.root", "")).toAbsolutePath().normalize();
  }
}
