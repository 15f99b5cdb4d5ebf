package dev.heddle.config;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The form of what is below a node: which names are keys and have a value, and which are sections
 * and have keys.
 *
 * @param keys the keys
 * @param sections the names of the sections that the keys are in; that of the node itself is empty
 */
record Shape(Collection<Key<?>> keys, Set<String> sections) {

  private static final int MOST_NAMES = 5;
  private static final Pattern INDEX = Pattern.compile("\\d+");
  private static final Pattern FROM_INDEX = Pattern.compile("\\.\\d+(\\..*)?$");

  /**
   * What has another form.
   *
   * @param name of the section or the key
   * @param leaf the first name with a value that shows it
   * @param what what is wrong and, after a semicolon, the next step
   */
  record Flaw(String name, String leaf, String what) {}

  static Shape of(Collection<Key<?>> keys) {
    Set<String> sections = new LinkedHashSet<>();
    for (Key<?> key : keys) {
      String name = key.name();
      sections.add("");
      for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
        sections.add(name.substring(0, dot));
      }
    }
    return new Shape(keys, sections);
  }

  /** The list that a name with a value is in, or else the name. */
  static String listOf(String leaf) {
    return FROM_INDEX.matcher(leaf).replaceFirst("");
  }

  /** Whether a name with a value is a key, or shows a flaw of a key or of a section. */
  boolean covers(String leaf) {
    return sections.contains(leaf)
        || sections.stream().anyMatch(section -> isElement(section, leaf))
        || keys.stream().anyMatch(key -> leaf.equals(key.name()) || isBelow(key.name(), leaf));
  }

  /** What is wrong with the form of these names, all of which have a value. */
  Stream<Flaw> flaws(String node, List<String> leaves) {
    return Stream.concat(
        sections.stream().flatMap(section -> flawsOf(section, node, leaves)),
        keys.stream().flatMap(key -> flawOf(key, node, leaves).stream()));
  }

  private Stream<Flaw> flawsOf(String section, String node, List<String> leaves) {
    List<String> names =
        keys.stream()
            .map(Key::name)
            .filter(name -> section.isEmpty() || isBelow(section, name))
            .map(name -> node + "." + name)
            .toList();
    String step =
        "; set one of "
            + String.join(", ", names.subList(0, Math.min(names.size(), MOST_NAMES)))
            + (names.size() > MOST_NAMES ? ", …" : "");
    return Stream.of(
            first(leaves, section::equals)
                .map(leaf -> new Flaw(section, leaf, "is a section and has no value" + step)),
            first(leaves, leaf -> isElement(section, leaf))
                .map(leaf -> new Flaw(section, leaf, "is a section and no list" + step)))
        .flatMap(Optional::stream);
  }

  private Optional<Flaw> flawOf(Key<?> key, String node, List<String> leaves) {
    String name = key.name();
    return first(leaves, leaf -> isBelow(name, leaf) && !(key.isList() && isIndex(name, leaf)))
        .map(
            leaf ->
                new Flaw(
                    name,
                    leaf,
                    (isElement(name, leaf) ? "is a list" : "has keys below it")
                        + "; "
                        + meant(leaf)
                            .map(near -> "did you mean " + node + "." + near + "?")
                            .orElse("give one " + key.type() + " (" + key.range() + ")")));
  }

  /** A key whose name was taken for a section and a key, such as {@code password.file}. */
  private Optional<String> meant(String leaf) {
    String dashed = leaf.replace('.', '-');
    return keys.stream().map(Key::name).filter(dashed::equals).findFirst();
  }

  private static Optional<String> first(List<String> leaves, Predicate<String> wanted) {
    return leaves.stream().filter(wanted).findFirst();
  }

  private static boolean isBelow(String name, String leaf) {
    return leaf.startsWith(name + ".");
  }

  /** Whether a name is an element of a list, or below one. */
  private static boolean isElement(String list, String leaf) {
    String rest =
        list.isEmpty() ? leaf : isBelow(list, leaf) ? leaf.substring(list.length() + 1) : "";
    return INDEX.matcher(rest.replaceFirst("\\..*", "")).matches();
  }

  private static boolean isIndex(String list, String leaf) {
    return INDEX.matcher(leaf.substring(list.length() + 1)).matches();
  }
}
