package dev.heddle.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * TLS to the server, in the terms of PostgreSQL's own {@code sslmode}.
 *
 * @param mode one of disable, allow, prefer, require, verify-ca, verify-full
 * @param rootCertificate the certificate authority's PEM file, for the two verifying modes; without
 *     one the driver looks for {@code ~/.postgresql/root.crt}
 */
public record TlsSettings(String mode, Optional<Path> rootCertificate) {

  static final Key<String> MODE =
      Key.choice(
          "ssl.mode",
          "prefer",
          List.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full"),
          "TLS to the server; the first three may end up without any");
  static final Key<Path> ROOT_CERTIFICATE =
      Key.path(
          "ssl.root-certificate",
          Optional.empty(),
          "PEM file of the certificate authority, for the verifying modes");

  static final List<Key<?>> KEYS = List.of(MODE, ROOT_CERTIFICATE);

  /**
   * The mode is one that PostgreSQL knows.
   *
   * @throws dev.heddle.error.ConfigurationException when it is not
   */
  public TlsSettings {
    MODE.check(mode);
  }

  /**
   * No opinion: the driver's default, which is to prefer TLS.
   *
   * @return mode prefer, no certificate
   */
  public static TlsSettings defaults() {
    return new TlsSettings(MODE.defaultValue(), Optional.empty());
  }

  /**
   * Whether every connection is encrypted; {@code allow} and {@code prefer} go on in the clear when
   * the server has no TLS, or when somebody in between says so.
   *
   * @return true for require, verify-ca and verify-full
   */
  public boolean isEnforced() {
    return mode.equals("require") || isVerifying();
  }

  private boolean isVerifying() {
    return mode.startsWith("verify-");
  }

  static TlsSettings read(SettingsReader in) {
    TlsSettings tls = new TlsSettings(in.read(MODE), in.find(ROOT_CERTIFICATE));
    tls.rootCertificate.ifPresent(
        file -> {
          if (!Files.isReadable(file)) {
            in.refuse(ROOT_CERTIFICATE, "cannot be read; give a PEM file that this user may read");
          }
          if (!tls.isVerifying()) {
            in.refuse(
                ROOT_CERTIFICATE,
                "is not used, because "
                    + in.fullName(MODE)
                    + " is "
                    + tls.mode
                    + "; choose verify-full or verify-ca, or remove it");
          }
        });
    return tls;
  }
}
