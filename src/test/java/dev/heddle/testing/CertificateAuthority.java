package dev.heddle.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Issues certificates for tests, by the JDK's own {@code keytool}, as PEM files of a folder. */
public final class CertificateAuthority {

  private static final String PASSWORD = "changeit";
  private static final Base64.Encoder LINES =
      Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

  private final Path folder;
  private final Path store;

  private CertificateAuthority(Path folder) {
    this.folder = folder;
    this.store = folder.resolve("authority.p12");
  }

  /**
   * What a server needs.
   *
   * @param chain its certificate
   * @param key its private key, for this user's eyes only
   */
  public record Issued(Path chain, Path key) {}

  /** An authority that nobody trusts yet; its files go to the folder. */
  public static CertificateAuthority create(Path folder) throws IOException {
    CertificateAuthority authority = new CertificateAuthority(Files.createDirectories(folder));
    authority.keytool(
        "authority", List.of("-dname", "CN=Test authority", "-ext", "bc:c", "-validity", "30"));
    authority.write("authority");
    return authority;
  }

  /** The certificate to trust. */
  public Path certificate() {
    return folder.resolve("authority.crt");
  }

  /** For clients that trust nobody else. */
  public SSLContext trusted() throws IOException, GeneralSecurityException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    try (InputStream pem = Files.newInputStream(certificate())) {
      trusted.setCertificateEntry(
          "authority", CertificateFactory.getInstance("X.509").generateCertificate(pem));
    }
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }

  /** A certificate of this authority for the names, such as {@code dns:localhost,ip:127.0.0.1}. */
  public Issued issue(String name, String names) throws IOException {
    return issue(name, names, 0, 30);
  }

  /** Such a certificate that is valid from so many days from now, for so many days. */
  public Issued issue(String name, String names, int fromDay, int days) throws IOException {
    keytool(
        name,
        List.of(
            "-dname",
            "CN=" + name,
            "-ext",
            "san=" + names,
            "-signer",
            "authority",
            "-startdate",
            (fromDay < 0 ? "" : "+") + fromDay + "d",
            "-validity",
            Integer.toString(days)));
    return write(name);
  }

  private void keytool(String alias, List<String> options) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-J-XX:+UseSerialGC",
                "-genkeypair",
                "-alias",
                alias,
                "-keyalg",
                "EC",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD));
    command.addAll(options);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new AssertionError("keytool failed: " + said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  private Issued write(String alias) throws IOException {
    try (InputStream in = Files.newInputStream(store)) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, PASSWORD.toCharArray());
      Path chain = folder.resolve(alias + ".crt");
      Path key = folder.resolve(alias + ".key");
      Certificate[] certificates = keys.getCertificateChain(alias);
      StringBuilder pem = new StringBuilder();
      // The authority's own certificate is for those who trust it already.
      for (Certificate one : Arrays.copyOf(certificates, Math.max(1, certificates.length - 1))) {
        pem.append(pem("CERTIFICATE", one.getEncoded()));
      }
      Files.writeString(chain, pem);
      Files.deleteIfExists(key);
      Files.createFile(
          key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(
          key, pem("PRIVATE KEY", keys.getKey(alias, PASSWORD.toCharArray()).getEncoded()));
      return new Issued(chain, key);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("cannot read what keytool wrote", e);
    }
  }

  private static String pem(String what, byte[] content) {
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
        .formatted(what, LINES.encodeToString(content));
  }
}
