package dev.heddle.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.config.Secret;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerAddressTest {

  private static final Map<String, String> ENVIRONMENT =
      Map.of("PGUSER", "someone", "PGPASSWORD", "from there");

  @Test
  void readsWhatPsqlReads() {
    ServerAddress address =
        ServerAddress.parse("postgresql://me:p%40ss+%20w@db:6000/my%20bench%2F1", ENVIRONMENT);

    assertThat(address)
        .isEqualTo(new ServerAddress("db", 6000, "my bench/1", "me", Secret.of("p@ss+ w")));
    assertThat(address.jdbc()).isEqualTo("jdbc:postgresql://db:6000/my%20bench%2F1");
    assertThat(ServerAddress.parse(address.jdbc(), Map.of()).database()).isEqualTo("my bench/1");
  }

  @Test
  void readsWhatTheDriverReads() {
    assertThat(ServerAddress.parse("jdbc:postgresql://db/a?user=me&password=s%26", ENVIRONMENT))
        .isEqualTo(new ServerAddress("db", 5432, "a", "me", Secret.of("s&")));
  }

  @Test
  void asksTheEnvironmentForWhatIsNotSaid() {
    ServerAddress address = ServerAddress.parse("postgres://[::1]", ENVIRONMENT);
    assertThat(address)
        .isEqualTo(new ServerAddress("::1", 5432, "postgres", "someone", Secret.of("from there")));
    assertThat(address.jdbc()).isEqualTo("jdbc:postgresql://[::1]:5432/postgres");
    assertThat(ServerAddress.parse("postgres://db/", Map.of()).username())
        .isEqualTo(System.getProperty("user.name"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"db:5432", "mysql://db/a", "postgresql:///a", "postgresql://db/a b", ""})
  void saysWhatItTakesWhenItIsNoAddress(String address) {
    assertThatThrownBy(() -> ServerAddress.parse(address, ENVIRONMENT))
        .isInstanceOf(BenchException.class)
        .hasMessage("--url takes postgresql://user@host:port/database, not '" + address + "'");
  }

  @Test
  void ignoresNoParameter() {
    assertThatThrownBy(
            () -> ServerAddress.parse("postgresql://db/a?user=me&sslmode=require", ENVIRONMENT))
        .hasMessageContaining("its parameters can be user and password, not sslmode");
  }
}
