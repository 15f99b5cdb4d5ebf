package dev.heddle.service;

import java.net.InetSocketAddress;

/** Something else listens on the service's address already. */
final class PortTakenException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  PortTakenException(InetSocketAddress address, Throwable cause) {
    super(
        "cannot listen on %s:%d (server.host, server.port): %s; stop what listens there, or set SERVER_PORT, where 0 picks a free port"
            .formatted(address.getHostString(), address.getPort(), cause.getMessage()),
        cause);
  }
}
