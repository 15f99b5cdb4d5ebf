package dev.heddle.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseAddressTest {

  private static final Map<String, String> ENVIRONMENT =
      Map.of("PGUSER", "someone", "PGPASSWORD", "from there");

  @Test
  void readsWhatPsqlReads() {
    DatabaseAddress address =
        DatabaseAddress.parse("postgresql://me:p%40ss+%20w@db:6000/my%20bench%2F1", ENVIRONMENT);

    assertThat(parts(address)).containsExactly("db", "6000", "my bench/1", "me", "p@ss+ w");
    assertThat(address.jdbc()).isEqualTo("jdbc:postgresql://db:6000/my%20bench%2F1");
    assertThat(DatabaseAddress.parse(address.jdbc(), Map.of()).database()).isEqualTo("my bench/1");
  }

  @Test
  void readsWhatTheDriverReads() {
    DatabaseAddress address =
        DatabaseAddress.parse("jdbc:postgresql://db/a?user=me&password=s%26", ENVIRONMENT);

    assertThat(parts(address)).containsExactly("db", "5432", "a", "me", "s&");
  }

  @Test
  void asksTheEnvironmentForWhatIsNotSaid() {
    DatabaseAddress address = DatabaseAddress.parse("postgres://[::1]", ENVIRONMENT);

    assertThat(parts(address)).containsExactly("::1", "5432", "postgres", "someone", "from there");
    assertThat(address.jdbc()).isEqualTo("jdbc:postgresql://[::1]:5432/postgres");
    assertThat(DatabaseAddress.parse("postgres://db/", Map.of()).username())
        .isEqualTo(System.getProperty("user.name"));
  }

  private static List<String> parts(DatabaseAddress address) {
    return List.of(
        address.host(),
        Integer.toString(address.port()),
        address.database(),
        address.username(),
        address.password().reveal());
  }

  @ParameterizedTest
  @ValueSource(strings = {"db:5432", "mysql://db/a", "postgresql:///a", "postgresql://db/a b", ""})
  void saysWhatItTakesWhenItIsNoAddress(String address) {
    assertThatThrownBy(() -> DatabaseAddress.parse(address, ENVIRONMENT))
        .isInstanceOf(BenchException.class)
        .hasMessage("--url takes postgresql://user@host:port/database, not '" + address + "'");
  }

  @Test
  void ignoresNoParameter() {
    assertThatThrownBy(
            () -> DatabaseAddress.parse("postgresql://db/a?user=me&sslmode=require", ENVIRONMENT))
        .hasMessageContaining("its parameters can be user and password, not sslmode");
  }
}
