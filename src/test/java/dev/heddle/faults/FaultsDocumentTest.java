package dev.heddle.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.support.ReflectionSupport;

/** {@code docs/FAULTS.md} is a scorecard with every row of the catalogue, in its own words. */
class FaultsDocumentTest {

  private static final Path DOCUMENT = Path.of("docs", "FAULTS.md");

  @Test
  void hasALineForEachRowOfTheCatalogue() throws IOException {
    List<String> lines = Files.readAllLines(DOCUMENT);
    assertThat(lines).contains(Scorecard.head().split("\n"));
    for (Fault fault : Fault.all()) {
      assertThat(lines)
          .as("row %d; render it anew with mvn verify -Pfaults", fault.number())
          .filteredOn(line -> line.startsWith("| %d | ".formatted(fault.number())))
          .singleElement()
          .asString()
          .contains(" | " + fault.name() + " | " + fault.expected() + " | ")
          .contains(" | " + fault.target() + " | ");
    }
  }

  @Test
  void namesWhatEachRowSetsOtherwise() throws IOException {
    List<String> lines = Files.readAllLines(DOCUMENT);
    List<FaultRow> rows =
        ReflectionSupport.findAllClassesInPackage(
                getClass().getPackageName(),
                type -> type.isAnnotationPresent(FaultRow.class) && !type.isMemberClass(),
                _ -> true)
            .stream()
            .map(type -> type.getAnnotation(FaultRow.class))
            .toList();
    assertThat(rows).hasSameSizeAs(Fault.all());
    for (FaultRow row : rows) {
      String named =
          " | %s | %s | "
              .formatted(
                  Fault.row(row.value()).expected(), row.differs().isEmpty() ? "–" : row.differs());
      assertThat(lines)
          .filteredOn(line -> line.startsWith("| %d | ".formatted(row.value())))
          .singleElement()
          .asString()
          .contains(named);
    }
  }

  @Test
  void numbersTheRowsOfTheCatalogueFromOne() {
    for (int number = 1; number <= Fault.all().size(); number++) {
      assertThat(Fault.row(number).number()).isEqualTo(number);
    }
  }
}
