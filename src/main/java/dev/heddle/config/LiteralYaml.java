package dev.heddle.config;

import io.helidon.config.spi.ConfigNode.ListNode;
import io.helidon.config.spi.ConfigNode.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.composer.ComposerException;
import org.yaml.snakeyaml.constructor.ConstructorException;
import org.yaml.snakeyaml.constructor.DuplicateKeyException;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Reads YAML and keeps every value as it is written. Helidon's own parser makes numbers and dates
 * of plain values first, and so a password of {@code 0123456} becomes 42798; a key that is there
 * twice is an error here, and no error shows a piece of the file.
 */
final class LiteralYaml {

  private LiteralYaml() {}

  /**
   * What a file holds, as Helidon's tree of nodes.
   *
   * @throws IllegalArgumentException when it is not YAML, with the line and what to do
   */
  static ObjectNode parse(String text) {
    @Nullable Object content = load(text);
    new Measure().take(content, 0);
    return switch (content) {
      case null -> ObjectNode.empty();
      case Map<?, ?> map -> object(map);
      default -> throw new IllegalArgumentException("holds no keys; write lines as key: value");
    };
  }

  private static @Nullable Object load(String text) {
    try {
      return yaml().loadAs(text, Object.class);
    } catch (MarkedYAMLException e) {
      throw new IllegalArgumentException(
          "is not valid YAML at line %d, column %d: %s"
              .formatted(
                  e.getProblemMark().getLine() + 1, e.getProblemMark().getColumn() + 1, advice(e)));
    } catch (YAMLException _) {
      throw new IllegalArgumentException("is not valid YAML; remove control characters");
    } catch (RuntimeException | StackOverflowError _) {
      // The parser fails in many ways on a tag that does not fit, and shows the value; and without
      // end on a key that holds itself.
      throw new IllegalArgumentException("is not valid YAML; remove tags (!!…) and aliases (*…)");
    }
  }

  /** In words of our own: the parser's hold aliases, tags, keys and characters of the file. */
  private static String advice(MarkedYAMLException e) {
    return switch (e) {
      case DuplicateKeyException _ -> "the key is there already; remove one of the two";
      case ComposerException _, ConstructorException _ ->
          "an alias (*…), a tag (!…), a merge (<<) or a second document (---) means nothing here;"
              + " quote a value that is text";
      default ->
          "this may not follow here; indent with spaces, each level alike, write a space behind"
              + " each colon, close quotes and brackets, and quote a value with special characters";
    };
  }

  private static Yaml yaml() {
    LoaderOptions loading = new LoaderOptions();
    loading.setAllowDuplicateKeys(false);
    DumperOptions dumping = new DumperOptions();
    return new Yaml(
        new SafeConstructor(loading),
        new Representer(dumping),
        dumping,
        loading,
        new TextResolver());
  }

  private static ObjectNode object(Map<?, ?> map) {
    ObjectNode.Builder builder = ObjectNode.builder();
    map.forEach(
        (key, value) -> {
          if (key instanceof Map || key instanceof Collection) {
            throw new IllegalArgumentException(
                "has a key that is a list or holds keys itself; write a name");
          }
          String name = String.valueOf(key);
          if (value == null && name.contains(":")) {
            throw new IllegalArgumentException(
                "has a key with a colon and no value; write a space behind the colon");
          }
          if (Layer.hasEmptyPart(name)) {
            // Helidon fails on it later, and shows all that is below.
            throw new IllegalArgumentException(
                "has a key that is empty, or empty between two dots; write each part of it");
          }
          switch (value) {
            case Map<?, ?> child -> builder.addObject(name, object(child));
            case List<?> child -> builder.addList(name, list(child));
            case null, default -> builder.addValue(name, text(value));
          }
        });
    return builder.build();
  }

  private static ListNode list(List<?> values) {
    ListNode.Builder builder = ListNode.builder();
    for (Object value : values) {
      switch (value) {
        case Map<?, ?> child -> builder.addObject(object(child));
        case List<?> child -> builder.addList(list(child));
        case null, default -> builder.addValue(text(value));
      }
    }
    return builder.build();
  }

  private static String text(@Nullable Object value) {
    return switch (value) {
      case null -> "";
      case byte[] binary -> new String(binary, StandardCharsets.UTF_8);
      default -> value.toString();
    };
  }

  /** Refuses what holds itself through an alias, and what a few aliases make grow without end. */
  private static final class Measure {

    private static final int DEEPEST = 50;
    private static final int MOST = 100_000;

    private int values;

    void take(@Nullable Object value, int depth) {
      values++;
      if (depth > DEEPEST || values > MOST) {
        throw new IllegalArgumentException(
            "is more than %d levels deep or holds more than %d values; look for aliases"
                .formatted(DEEPEST, MOST));
      }
      switch (value) {
        case Map<?, ?> map ->
            map.forEach(
                (key, child) -> {
                  take(key, depth + 1);
                  take(child, depth + 1);
                });
        case Collection<?> list -> list.forEach(child -> take(child, depth + 1));
        case null, default -> {
          // Nothing is below it.
        }
      }
    }
  }

  /** Knows only null and {@code <<}; everything else is text. */
  private static final class TextResolver extends Resolver {
    @Override
    protected void addImplicitResolvers() {
      addImplicitResolver(Tag.MERGE, MERGE, "<", 10);
      addImplicitResolver(Tag.NULL, NULL, "~nN\0", 10);
      addImplicitResolver(Tag.NULL, EMPTY, null, 10);
    }
  }
}
