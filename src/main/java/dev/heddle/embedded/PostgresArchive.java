package dev.heddle.embedded;

import dev.heddle.error.EmbeddedPostgresException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * The PostgreSQL on the class path, unpacked once per user and version, whole or not at all.
 *
 * <p>It is unpacked under the home folder rather than under the system's temporary one: there
 * another user could plant programs in our name, and cleaners delete single old files.
 */
final class PostgresArchive {

  /** A file lock guards against other processes, and this one against other threads. */
  private static final ReentrantLock UNPACKING = new ReentrantLock();

  private static final int OWNER_EXECUTE = 0100;

  private final String resource;
  private final Path cache;

  PostgresArchive(String resource, Path cache) {
    this.resource = resource;
    this.cache = cache;
  }

  /** The archive for this machine, to be unpacked under the user's home folder. */
  static PostgresArchive forThisMachine() {
    return forThisMachine(Path.of(System.getProperty("user.home"), ".cache", "heddle"));
  }

  /** The archive for this machine, to be unpacked in a folder. */
  static PostgresArchive forThisMachine(Path cache) {
    return new PostgresArchive(
        resourceName(System.getProperty("os.name"), System.getProperty("os.arch")), cache);
  }

  /** The name that the archives give to an operating system and a processor. */
  static String resourceName(String osName, String osArch) {
    String os = osName.toLowerCase(Locale.ROOT);
    String system = os.startsWith("windows") ? "windows" : os.startsWith("mac") ? "darwin" : os;
    String processor =
        switch (osArch) {
          case "amd64", "x86_64" -> "x86_64";
          case "aarch64", "arm64" -> "arm_64";
          default -> osArch;
        };
    return "postgres-" + system + "-" + processor + ".txz";
  }

  /** The {@code bin} folder, after unpacking if this is the first use. */
  Path unpacked() {
    UNPACKING.lock();
    try {
      Path home = cache.resolve("postgresql-" + digest());
      if (!Files.exists(home)) {
        Files.createDirectories(cache);
        try (FileChannel lockFile =
                FileChannel.open(
                    cache.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            var _ = lockFile.lock()) {
          if (!Files.exists(home)) {
            unpackInto(home);
          }
        }
      }
      return home.resolve("bin");
    } catch (IOException e) {
      throw new EmbeddedPostgresException(
          "cannot unpack the embedded PostgreSQL into "
              + cache
              + ": "
              + Folders.reason(e)
              + "; make that folder writable, or set database.embedded.binaries to the bin folder"
              + " of an installed PostgreSQL",
          e);
    } finally {
      UNPACKING.unlock();
    }
  }

  private void unpackInto(Path home) throws IOException {
    Path partial = cache.resolve("partial");
    Folders.delete(partial);
    try (InputStream packed = open();
        TarArchiveInputStream archive =
            new TarArchiveInputStream(new XZCompressorInputStream(packed))) {
      for (TarArchiveEntry entry = archive.getNextEntry();
          entry != null;
          entry = archive.getNextEntry()) {
        Path target = partial.resolve(entry.getName()).normalize();
        if (!target.startsWith(partial)) {
          throw new IOException("entry outside of the archive: " + entry.getName());
        }
        unpackEntry(archive, entry, target);
      }
    }
    Files.move(partial, home, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void unpackEntry(TarArchiveInputStream archive, TarArchiveEntry entry, Path target)
      throws IOException {
    if (entry.isDirectory()) {
      Files.createDirectories(target);
      return;
    }
    Files.createDirectories(target.resolveSibling("."));
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
    } else {
      Files.copy(archive, target);
      if ((entry.getMode() & OWNER_EXECUTE) != 0 && !target.toFile().setExecutable(true)) {
        throw new IOException("cannot make executable: " + target);
      }
    }
  }

  private String digest() throws IOException {
    try (DigestInputStream in =
        new DigestInputStream(open(), MessageDigest.getInstance("SHA-256"))) {
      in.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(in.getMessageDigest().digest(), 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private InputStream open() {
    InputStream in = PostgresArchive.class.getResourceAsStream("/" + resource);
    if (in == null) {
      throw new EmbeddedPostgresException(
          "no embedded PostgreSQL for this machine on the class path ("
              + resource
              + "); set database.url to a running server, or database.embedded.binaries to the bin"
              + " folder of an installed PostgreSQL",
          null);
    }
    return in;
  }
}
