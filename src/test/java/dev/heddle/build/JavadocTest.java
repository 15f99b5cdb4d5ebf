package dev.heddle.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;

/** Runs the JDK's own tool on the sources; the pages are in {@code target/javadoc} afterwards. */
class JavadocTest {

  @Test
  void everythingPublicIsDocumentedAndEveryReferenceExists() {
    StringWriter complaints = new StringWriter();
    int code =
        ToolProvider.findFirst("javadoc")
            .orElseThrow()
            .run(
                new PrintWriter(complaints, true),
                new PrintWriter(complaints, true),
                "-quiet",
                "-Werror",
                "-Xdoclint:all",
                "-Xmaxwarns",
                "1000",
                "-protected",
                "-encoding",
                "UTF-8",
                "-notimestamp",
                "-d",
                "target/javadoc",
                "-classpath",
                System.getProperty("java.class.path"),
                "-sourcepath",
                "src/main/java",
                "-subpackages",
                "dev.heddle");
    assertThat(complaints.toString()).isEmpty();
    assertThat(code).isZero();
  }
}
