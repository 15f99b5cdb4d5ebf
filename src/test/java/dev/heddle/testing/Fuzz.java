package dev.heddle.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Tries inputs that are almost right, for a while: those of a corpus, and those changed here and
 * there. {@code -Dheddle.fuzz.seconds} makes the while longer, {@code -Dheddle.fuzz.seed} repeats a
 * run. What fails is written to {@code target/fuzz} and belongs into the corpus.
 */
public final class Fuzz {

  /** What is to hold for every input. */
  @FunctionalInterface
  public interface Trial {
    void accept(String input) throws Exception;
  }

  private static final Duration TIME =
      Duration.ofSeconds(Integer.getInteger("heddle.fuzz.seconds", 2));
  private static final long SEED = Long.getLong("heddle.fuzz.seed", System.nanoTime());
  private static final Path FINDINGS = Path.of("target", "fuzz");
  private static final Path CORPUS = Path.of("src", "test", "resources", "corpus");
  private static final int MOST_CHANGES = 6;

  private final String name;
  private final List<String> corpus;
  private final List<String> pieces;

  private Fuzz(String name, List<String> corpus, List<String> pieces) {
    this.name = name;
    this.corpus = corpus;
    this.pieces = pieces;
  }

  /**
   * Inputs from the file of that name below {@code corpus}.
   *
   * @param pieces what is put in here and there
   */
  public static Fuzz of(String name, List<String> pieces) throws IOException {
    return new Fuzz(name, corpus(name + ".txt"), pieces);
  }

  /** The lines of a file, with Java's escapes undone; comments begin with # and a blank. */
  public static List<String> corpus(String file) throws IOException {
    return Files.readAllLines(CORPUS.resolve(file)).stream()
        .filter(line -> !line.startsWith("# ") && !line.isEmpty())
        .map(String::translateEscapes)
        .toList();
  }

  /**
   * Tries the whole corpus, and then changed inputs until the time is up.
   *
   * @param least how many changed ones it tries even where that takes longer: on a busy machine the
   *     time alone says nothing about how much was tried
   */
  public void run(int least, Trial trial) throws IOException {
    for (String input : corpus) {
      check(input, trial);
    }
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
    long end = System.nanoTime() + TIME.toNanos();
    for (int tried = 0; tried < least || System.nanoTime() - end < 0; tried++) {
      check(changed(random), trial);
    }
  }

  /** An input of the corpus, changed in some places. */
  public String changed(RandomGenerator random) {
    StringBuilder text = new StringBuilder(any(corpus, random));
    for (int i = random.nextInt(MOST_CHANGES) + 1; i > 0; i--) {
      change(text, random);
    }
    return text.toString();
  }

  private void change(StringBuilder text, RandomGenerator random) {
    int from = random.nextInt(text.length() + 1);
    int to = Math.min(text.length(), from + random.nextInt(12));
    switch (random.nextInt(7)) {
      case 0 -> text.insert(from, any(pieces, random));
      case 1 -> text.delete(from, to);
      case 2 -> text.insert(from, text.substring(from, to));
      case 3 -> text.replace(from, to, any(pieces, random));
      case 4 -> text.insert(from, (char) random.nextInt(256));
      case 5 -> {
        String other = any(corpus, random);
        text.replace(from, text.length(), other.substring(random.nextInt(other.length() + 1)));
      }
      default -> text.setLength(from);
    }
  }

  /** Tries one input; when it fails, it is written down and the seed is told. */
  public void check(String input, Trial trial) throws IOException {
    try {
      trial.accept(input);
    } catch (Exception | AssertionError | StackOverflowError e) {
      Files.createDirectories(FINDINGS);
      Path finding = FINDINGS.resolve(name + "-" + Integer.toHexString(input.hashCode()) + ".txt");
      Files.writeString(finding, escaped(input) + "\n", StandardCharsets.UTF_8);
      throw new AssertionError(
          "seed %d, input in %s: %s".formatted(SEED, finding, escaped(input)), e);
    }
  }

  private static String any(List<String> from, RandomGenerator random) {
    return Objects.requireNonNull(from.get(random.nextInt(from.size())));
  }

  /** The input as a line of the corpus. */
  private static String escaped(String input) {
    StringBuilder line = new StringBuilder();
    input
        .chars()
        .forEach(
            c -> {
              switch (c) {
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                case '\t' -> line.append("\\t");
                case '\\' -> line.append("\\\\");
                default -> {
                  if (c < ' ' || (c > '~' && c < 256)) {
                    line.append('\\').append("%03o".formatted(c));
                  } else {
                    line.append((char) c);
                  }
                }
              }
            });
    return line.toString();
  }
}
