package dev.heddle.config;

import dev.heddle.error.ConfigurationException;
import io.helidon.config.Config;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads the keys below one node and collects everything that is wrong, so that it can be reported
 * at once. A value that is wrong counts as its default while reading goes on.
 */
final class SettingsReader {

  /** The place of values when there are no layers. */
  private static final Origins.Origin UNKNOWN = new Origins.Origin(0, "");

  private final Config node;
  private final String section;
  private final Optional<Origins> origins;
  private final List<Problem> problems = new ArrayList<>();

  private SettingsReader(Config node, String section) {
    this.node = node;
    this.section = section;
    this.origins = Origins.of(node);
  }

  /** A reader of a node; a detached one is taken for {@code database}. */
  static SettingsReader of(Config node) {
    return new SettingsReader(node, node.key().isRoot() ? "database" : node.key().toString());
  }

  /**
   * What is read from a node, when nothing is wrong with it.
   *
   * @throws ConfigurationException with all problems
   */
  static <T> T whole(Config node, Function<SettingsReader, T> reading) {
    SettingsReader in = of(node);
    T read = reading.apply(in);
    if (!in.problems.isEmpty()) {
      throw new ConfigurationException(in.problems());
    }
    return read;
  }

  /** The key's value, or its default when it is absent or wrong. */
  <T> T read(Key<T> key) {
    return find(key).orElseGet(key::defaultValue);
  }

  /** The key's value; empty when it is absent, blank or wrong. */
  <T> Optional<T> find(Key<T> key) {
    Optional<String> text = text(key);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    if (text.get().contains(ProcessVariables.UNDECODED)) {
      refuse(
          key,
          "holds characters that the locale of this process cannot decode; start it with"
              + " LC_ALL=C.UTF-8");
      return Optional.empty();
    }
    try {
      return Optional.of(key.parse(text.get()));
    } catch (IllegalArgumentException e) {
      refuse(key, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  /** The node of a section below this one, which may be missing. */
  Config node(String name) {
    return node.get(name);
  }

  /** What is written for a key; secrets as they are, other texts without blanks around. */
  Optional<String> text(Key<?> key) {
    Config value = node.get(key.name());
    Optional<String> text = value.asString().asOptional();
    if (text.isEmpty() && value.isList() && key.isList()) {
      text =
          Optional.of(
              value.asNodeList().orElseGet(List::of).stream()
                  // What is no text is reported by refuseMisshapen.
                  .map(part -> part.asString().orElse(""))
                  .collect(Collectors.joining(",")));
    }
    return (key.showing() == Key.Showing.NEVER ? text : text.map(String::strip))
        .filter(written -> !written.isEmpty());
  }

  /**
   * Whether someone set the key: not whether it has a value, which defaults of a profile give too.
   */
  boolean isConfigured(Key<?> key) {
    return text(key).isPresent() && rank(key) < Profiles.DEFAULTS_RANK;
  }

  /** The layer that gave a key's value; 0 is the strongest, or there are no layers. */
  int rank(Key<?> key) {
    return origin(key).rank();
  }

  /** Where a key's value came from, in words. */
  String place(Key<?> key) {
    return origin(key).place();
  }

  /** The profile that was loaded, if the configuration came from {@link Profiles}. */
  Optional<Profile> profile() {
    return origins.map(Origins::profile);
  }

  /** The key with its section, as a person writes it. */
  String fullName(Key<?> key) {
    return section + "." + key.name();
  }

  /** Notes a problem with a key, and with its value if it has one that may be shown. */
  void refuse(Key<?> key, String what) {
    Optional<String> shown = text(key).map(key::shown);
    Optional<String> place =
        Optional.of(place(key)).filter(known -> shown.isPresent() && !known.isEmpty());
    problems.add(new Problem(fullName(key), shown, place, what));
  }

  /**
   * Notes each section that has a value or is a list, each key that is the like of a section, and
   * each leaf below the node that is neither one of the keys nor below an open section.
   */
  void refuseUnknown(Collection<Key<?>> keys, Set<String> openSections) {
    refuseMisshapen(keys);
    Shape shape = Shape.of(keys);
    Set<String> known = keys.stream().map(Key::name).collect(Collectors.toCollection(TreeSet::new));
    leaves()
        .filter(name -> !shape.covers(name))
        .filter(name -> openSections.stream().noneMatch(open -> name.startsWith(open + ".")))
        .map(Shape::listOf)
        .distinct()
        .forEach(name -> refuse(name, name, Suggestions.unknown(section + ".", name, known)));
  }

  /** Notes each section of the keys that has a value or is a list, and each key that is either. */
  void refuseMisshapen(Collection<Key<?>> keys) {
    Shape.of(keys)
        .flaws(section, leaves().toList())
        .forEach(flaw -> refuse(flaw.name(), flaw.leaf(), flaw.what()));
  }

  /** Notes each name right below the node that is not one of the known ones but close to one. */
  void refuseMisspelt(Set<String> known) {
    leaves()
        .map(name -> name.replaceFirst("\\..*", ""))
        .distinct()
        .filter(name -> !known.contains(name))
        .forEach(
            name ->
                Suggestions.closest(name, known)
                    .map(near -> "is not a known key; did you mean " + section + "." + near + "?")
                    .ifPresent(what -> refuse(name, name, what)));
  }

  /** Notes each name below the node that says what Heddle sets itself. */
  void refuseOverruled() {
    Set<String> told = new TreeSet<>();
    leaves()
        .forEach(
            leaf ->
                Overruled.of(leaf)
                    .filter(one -> told.add(one.name()))
                    .ifPresent(one -> refuse(one.name(), leaf, one.what())));
  }

  /** What was found wrong so far, in the order of reading. */
  List<String> problems() {
    return problems.stream().map(Problem::text).toList();
  }

  /** Notes a problem with what is below the node; the leaf says where it came from. */
  private void refuse(String name, String leaf, String what) {
    Optional<String> place = origins.flatMap(layers -> layers.placeBelow(inSection(leaf)));
    problems.add(new Problem(inSection(name), Optional.empty(), place, what));
  }

  private String inSection(String name) {
    return name.isEmpty() ? section : section + "." + name;
  }

  /** The names below the node that have a value; empty for the node itself. */
  private Stream<String> leaves() {
    return Stream.concat(Stream.of(node), node.traverse())
        .filter(Config::hasValue)
        .map(this::nameOf)
        .distinct();
  }

  private String nameOf(Config leaf) {
    String full = leaf.key().toString();
    if (full.equals(section)) {
      return "";
    }
    return full.startsWith(section + ".") ? full.substring(section.length() + 1) : full;
  }

  private Origins.Origin origin(Key<?> key) {
    return origins.flatMap(layers -> layers.origin(fullName(key))).orElse(UNKNOWN);
  }
}
