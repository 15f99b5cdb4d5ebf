package dev.heddle.embedded;

import dev.heddle.config.EmbeddedSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Another process that owns an embedded PostgreSQL, to be killed without a chance to clean up. */
final class EmbeddedOwner implements AutoCloseable {

  private static final String TEMPORARY = "temporary";

  private final Process process;
  private final Path folder;

  private EmbeddedOwner(Process process, Path folder) {
    this.process = process;
    this.folder = folder;
  }

  /** Starts a server on a kept folder. */
  static EmbeddedOwner of(Path folder) throws IOException {
    return start(folder.toString());
  }

  /** Starts a server on a temporary folder. */
  static EmbeddedOwner ofTemporary() throws IOException {
    return start(TEMPORARY);
  }

  /** Where its data are. */
  Path folder() {
    return folder;
  }

  /** The number of the process. */
  long pid() {
    return process.pid();
  }

  /** Kills the process, not the server that it started. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }

  private static EmbeddedOwner start(String folder) throws IOException {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-classpath",
                    System.getProperty("java.class.path"),
                    EmbeddedOwner.class.getName(),
                    folder))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    BufferedReader output = process.inputReader();
    String line = output.readLine();
    if (line == null) {
      throw new AssertionError("the owner did not start a server");
    }
    return new EmbeddedOwner(process, Path.of(line));
  }

  /** Runs in the other process: starts a server, says where, and stays. */
  public static void main(String[] arguments) throws IOException {
    EmbeddedSettings settings =
        arguments[0].equals(TEMPORARY)
            ? EmbeddedSettings.temporary()
            : EmbeddedSettings.keptIn(Path.of(arguments[0]));
    System.out.println(EmbeddedPostgres.start(settings).folder());
    System.in.read();
  }
}
