package dev.heddle.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.channels.UnresolvedAddressException;
import org.junit.jupiter.api.Test;

class CannotListenExceptionTest {

  @Test
  void anotherPortHelpsWhereOneIsTaken() {
    assertThat(failure("0.0.0.0", 8080, new BindException("Address already in use")))
        .hasMessage(
            "cannot listen on 0.0.0.0:8080: Address already in use; stop what listens there, or set"
                + " server.port (SERVER_PORT) to another one, or to 0 for any free one");
  }

  @Test
  void anAddressOfThisMachineHelpsWhereItIsAnothers() {
    assertThat(failure("8.8.8.8", 8080, new BindException("Cannot assign requested address")))
        .hasMessage(
            "cannot listen on 8.8.8.8:8080: Cannot assign requested address; set server.host"
                + " (SERVER_HOST) to an address of this machine, or to 0.0.0.0 for all of them");
    assertThat(failure("a b", 8080, new UnresolvedAddressException()))
        .hasMessageStartingWith("cannot listen on a b:8080: no such address; set server.host ");
  }

  @Test
  void aPortForEverybodyHelpsWhereItIsForRoot() {
    assertThat(failure("0.0.0.0", 80, new BindException("Permission denied")))
        .hasMessage(
            "cannot listen on 0.0.0.0:80: Permission denied; set server.port (SERVER_PORT) to 1024"
                + " or more, or to 0 for any free one");
  }

  private static Throwable failure(String host, int port, Exception cause) {
    return new CannotListenException(
        InetSocketAddress.createUnresolved(host, port), "server", cause);
  }
}
