package dev.heddle.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * TLS to the server, in the terms of PostgreSQL's own {@code sslmode}.
 *
 * @param mode one of disable, prefer, require, verify-ca, verify-full
 * @param rootCertificate the certificate authority's PEM file, for the two verifying modes
 */
public record TlsSettings(String mode, Optional<Path> rootCertificate) {

  /** No opinion: the driver's default, which is to prefer TLS. */
  public static TlsSettings defaults() {
    return new TlsSettings("prefer", Optional.empty());
  }
}
