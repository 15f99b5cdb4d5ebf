package dev.heddle.service;

import java.net.InetSocketAddress;

/** Something else listens on the service's address already. */
final class PortTakenException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  PortTakenException(InetSocketAddress address, String keys, String remedy, Exception cause) {
    super(
        "cannot listen on %s:%d (%s): %s; stop what listens there, or %s, where 0 picks a free port"
            .formatted(
                address.getHostString(),
                address.getPort(),
                keys,
                cause.getMessage() == null ? "no such address" : cause.getMessage(),
                remedy),
        cause);
  }
}
