package dev.heddle.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What a run was measured on and with. */
final class Environment {

  private Environment() {}

  /** Everything that a reader needs to repeat the run; no host name and no address. */
  static Map<String, String> of(List<String> command, ServerUnderTest server) {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("command", "bench/run " + String.join(" ", withoutSecrets(command)));
    environment.put("started", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    environment.put("commit", commit());
    environment.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
    environment.put("processor", value("/proc/cpuinfo", "model name"));
    environment.put("memory", value("/proc/meminfo", "MemTotal"));
    environment.put(
        "system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    environment.put("java", Runtime.version().toString());
    environment.put("loadAverage", load());
    environment.put("hikaricp", version(com.zaxxer.hikari.HikariDataSource.class));
    environment.put("pgjdbc", org.postgresql.util.DriverInfo.DRIVER_VERSION);
    server.settings().forEach((name, value) -> environment.put("postgres." + name, value));
    environment.put("postgres.where", server.where());
    return environment;
  }

  private static List<String> withoutSecrets(List<String> command) {
    List<String> shown = new ArrayList<>(command);
    for (int i = 0; i < shown.size(); i++) {
      if (shown.get(i).startsWith("--url=")) {
        shown.set(i, "--url=…");
      } else if (i > 0 && shown.get(i - 1).equals("--url")) {
        shown.set(i, "…");
      }
    }
    return shown;
  }

  private static String version(Class<?> type) {
    String location = type.getProtectionDomain().getCodeSource().getLocation().getPath();
    return location.substring(location.lastIndexOf('/') + 1).replaceAll("\\.jar$", "");
  }

  private static String commit() {
    String hash = git("rev-parse", "--short", "HEAD");
    String changes = git("status", "--porcelain", "--untracked-files=no");
    return hash.isEmpty() ? "unknown" : changes.isEmpty() ? hash : hash + ", with changes";
  }

  private static String git(String... arguments) {
    try {
      List<String> command = new ArrayList<>(List.of("git"));
      command.addAll(List.of(arguments));
      Process process =
          new ProcessBuilder(command)
              .directory(Installation.root().toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String output =
          new String(
              process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0
          ? output.strip()
          : "";
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  private static String value(String file, String name) {
    try {
      return Files.readAllLines(Path.of(file)).stream()
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    } catch (IOException e) {
      return "unknown";
    }
  }

  private static String load() {
    double average =
        java.lang.management.ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    return average < 0 ? "unknown" : String.format(java.util.Locale.ROOT, "%.2f", average);
  }
}
