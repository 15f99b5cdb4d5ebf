package dev.heddle.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerListTest {

  @Test
  void namesEachServerAlone() {
    ServerList servers =
        ServerList.of(
            "jdbc:postgresql://a:1,[::1]:2,c/shop?TARGETSERVERTYPE=secondary&tcpNoDelay=true"
                + "&loadBalanceHosts=true&hostRecheckSeconds=1&defaultRowFetchSize=5");

    assertThat(servers.urls())
        .containsExactly(
            "jdbc:postgresql://a:1/shop?tcpNoDelay=true&defaultRowFetchSize=5",
            "jdbc:postgresql://[::1]:2/shop?tcpNoDelay=true&defaultRowFetchSize=5",
            "jdbc:postgresql://c/shop?tcpNoDelay=true&defaultRowFetchSize=5");
    assertThat(servers.url())
        .isEqualTo("jdbc:postgresql://a:1,[::1]:2,c/shop?tcpNoDelay=true&defaultRowFetchSize=5");
    assertThat(servers.role()).isEqualTo(ServerRole.SECONDARY);
  }

  @ParameterizedTest
  @CsvSource({
    "a/shop, ANY",
    "'a,b/shop', PRIMARY",
    "'a/shop?tcpKeepAlive=true\n&targetServerType=primary', PRIMARY",
    "'a,b/shop?targetServerType=any', ANY",
    "a/shop?targetServerType=primary, PRIMARY",
    "a/shop?targetServerType=master, PRIMARY",
    "a/shop?targetServerType=Secondary, SECONDARY",
    "a/shop?targetServerType=slave, SECONDARY",
    "a/shop?targetServerType=preferSecondary, PREFER_SECONDARY",
    "a/shop?targetServerType=preferSlave, PREFER_SECONDARY",
    "a/shop?targetServerType=preferPrimary, PREFER_PRIMARY",
    "a/shop?targetServerType=any&targetServerType=primary, PRIMARY",
  })
  void readsTheRole(String address, ServerRole role) {
    ServerList servers = ServerList.of("jdbc:postgresql://" + address);

    assertThat(servers.role()).isEqualTo(role);
    assertThat(servers.url()).doesNotContain("Type");
  }

  @ParameterizedTest
  @CsvSource({"jdbc:postgresql:shop", "jdbc:postgresql://a/shop?targetServerType=replica"})
  void takesNoOtherAddress(String url) {
    assertThatThrownBy(() -> ServerList.of(url)).isInstanceOf(IllegalArgumentException.class);
  }
}
