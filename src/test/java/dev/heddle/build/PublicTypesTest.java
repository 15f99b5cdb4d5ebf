package dev.heddle.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What is public is what users build on, so it grows and shrinks by decision: the list of public
 * types is a file that changes together with them.
 */
class PublicTypesTest {

  private static final Path CLASSES = Path.of("target", "classes");
  private static final Path LIST =
      Path.of("src", "test", "resources", "dev", "heddle", "build", "public-types.txt");
  private static final String REMEDY =
      "make it package-private, or, if it is meant: mvn -q test -Dtest=PublicTypesTest"
          + " -Dpublic-types=accept";

  @Test
  void areThoseOfTheList() throws IOException {
    List<String> found =
        Sources.classes().stream()
            .map(PublicTypesTest::load)
            .filter(PublicTypesTest::isPublic)
            .map(type -> kind(type) + " " + type.getCanonicalName())
            .sorted()
            .toList();
    if ("accept".equals(System.getProperty("public-types"))) {
      Files.write(LIST, found);
    }
    List<String> listed = Files.readAllLines(LIST);
    assertThat(without(found, listed)).as("public, but not in %s; %s", LIST, REMEDY).isEmpty();
    assertThat(without(listed, found)).as("in %s, but not public; %s", LIST, REMEDY).isEmpty();
    assertThat(listed).as("the order of %s", LIST).isEqualTo(found);
  }

  private static List<String> without(List<String> whole, List<String> part) {
    List<String> rest = new ArrayList<>(whole);
    rest.removeAll(part);
    return rest;
  }

  /** Public by itself, and in nothing that is not. */
  private static boolean isPublic(Class<?> type) {
    Class<?> outer = type.getDeclaringClass();
    return type.getCanonicalName() != null
        && Modifier.isPublic(type.getModifiers())
        && (outer == null || isPublic(outer));
  }

  private static String kind(Class<?> type) {
    if (type.isAnnotation()) {
      return "annotation";
    }
    if (type.isInterface()) {
      return "interface";
    }
    if (type.isEnum()) {
      return "enum";
    }
    return type.isRecord() ? "record" : "class";
  }

  private static Class<?> load(Path file) {
    String path = CLASSES.relativize(file).toString().replaceAll("\\.class$", "");
    try {
      return Class.forName(
          path.replace('/', '.').replace('\\', '.'), false, PublicTypesTest.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }
}
