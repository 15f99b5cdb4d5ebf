package dev.heddle.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What nobody may read: planted secrets in any spelling, and whatever the driver said. */
public final class Disclosure {

  private final Set<String> forbidden = new TreeSet<>();

  /** Forbids a secret, as text, in hexadecimal digits and in Base64. */
  public Disclosure forbid(String secret) {
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    forbidden.add(secret);
    forbidden.add(HexFormat.of().formatHex(bytes));
    forbidden.add(Base64.getEncoder().withoutPadding().encodeToString(bytes));
    return this;
  }

  /** Forbids a text as it is. */
  public Disclosure forbidText(String text) {
    forbidden.add(text);
    return this;
  }

  /** Forbids the texts of the driver's exceptions behind a failure; returns how many there were. */
  public int forbidDriverTexts(Throwable failure) {
    int found = 0;
    for (@Nullable Throwable at = failure; at != null; at = at.getCause()) {
      if (at.getClass().getName().startsWith("org.postgresql.") && at.getMessage() != null) {
        at.getMessage().lines().map(String::strip).forEach(forbidden::add);
        found++;
      }
      if (at instanceof SQLException sql && sql.getNextException() != null) {
        found += forbidDriverTexts(sql.getNextException());
      }
    }
    return found;
  }

  /** Fails when one of the texts holds what is forbidden. */
  public void assertAbsentFrom(String where, Collection<String> texts) {
    assertThat(texts.stream().filter(this::isIn).limit(5)).as(where).isEmpty();
  }

  /** Whether the text holds what is forbidden. */
  public boolean isIn(String text) {
    return forbidden.stream().anyMatch(text::contains);
  }
}
