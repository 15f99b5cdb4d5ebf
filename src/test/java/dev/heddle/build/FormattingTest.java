package dev.heddle.build;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FormattingTest {

  private static final String REMEDY = "mvn -q test -Dtest=FormattingTest -Dformat=fix";

  @Test
  void everyJavaFileIsFormatted() throws IOException {
    boolean fix = "fix".equals(System.getProperty("format"));
    var formatter = new Formatter();
    List<String> unformatted = new ArrayList<>();
    for (Path file : Sources.java()) {
      String source = Sources.read(file);
      try {
        String formatted = formatter.formatSourceAndFixImports(source);
        if (!formatted.equals(source)) {
          if (fix) {
            Files.writeString(file, formatted);
          } else {
            unformatted.add(file.toString());
          }
        }
      } catch (FormatterException e) {
        unformatted.add(file + ": " + e.getMessage());
      }
    }
    assertThat(unformatted).as("not in google-java-format; to fix: %s", REMEDY).isEmpty();
  }
}
