package dev.heddle.embedded;

import dev.heddle.error.EmbeddedPostgresException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A folder that belongs to this process until it is closed; a temporary one is then deleted.
 *
 * @param path where it is, absolute
 * @param lock what keeps others out
 * @param isTemporary whether it is deleted on close
 */
record OwnedFolder(Path path, FolderLock lock, boolean isTemporary) implements AutoCloseable {

  private static final System.Logger LOGGER = System.getLogger(OwnedFolder.class.getName());

  private static final String TEMPORARY_PREFIX = "heddle-postgres-";

  /** A folder that stays; when it is missing, it is created for its owner only. */
  static OwnedFolder kept(Path folder) throws IOException {
    Path path = Folders.create(folder.toAbsolutePath().normalize());
    Optional<FolderLock> lock = FolderLock.tryLock(path);
    if (lock.isEmpty()) {
      throw new EmbeddedPostgresException(
          "the folder "
              + path
              + " of the embedded PostgreSQL is in use by "
              + FolderLock.owner(path)
              + "; stop that one, or set database.embedded.directory to another folder, or use that"
              + " one's server: set database.url to the address in its log, database.username to "
              + Cluster.SUPERUSER
              + " and database.password to what follows the last colon in "
              + PasswordFile.in(path),
          null);
    }
    return new OwnedFolder(path, lock.get(), false);
  }

  /** A new folder that is deleted on close. */
  static OwnedFolder temporary() throws IOException {
    while (true) {
      Path path = Files.createTempDirectory(TEMPORARY_PREFIX).toRealPath();
      Optional<FolderLock> lock = FolderLock.tryLock(path);
      if (lock.isPresent() && FolderLock.exists(path)) {
        return new OwnedFolder(path, lock.get(), true);
      }
      // Somebody swept it away between the two; the next one has another name.
    }
  }

  /**
   * Deletes the temporary folders that killed runs of this folder's user have left; what cannot be
   * deleted stays for the next sweep.
   *
   * @param beforeDeletion stops what may still run on such a folder
   */
  void sweepStale(Consumer<Path> beforeDeletion) {
    try (DirectoryStream<Path> found =
        Files.newDirectoryStream(path.resolveSibling("."), TEMPORARY_PREFIX + "*")) {
      UserPrincipal me = Files.getOwner(path);
      for (Path other : found) {
        sweep(other, me, beforeDeletion);
      }
    } catch (IOException | DirectoryIteratorException e) {
      LOGGER.log(System.Logger.Level.DEBUG, "not swept: the folders beside " + path, e);
    }
  }

  private static void sweep(Path other, UserPrincipal me, Consumer<Path> beforeDeletion) {
    try {
      if (Files.getOwner(other).equals(me)) {
        deleteIfStale(other, beforeDeletion);
      }
    } catch (IOException | UncheckedIOException | EmbeddedPostgresException e) {
      // Also when its owner deletes it at this moment.
      LOGGER.log(System.Logger.Level.DEBUG, "not swept: " + other, e);
    }
  }

  private static void deleteIfStale(Path path, Consumer<Path> beforeDeletion) throws IOException {
    Optional<FolderLock> lock =
        FolderLock.exists(path) ? FolderLock.tryLock(path) : Optional.empty();
    if (lock.isPresent()) {
      try (FolderLock _ = lock.get()) {
        Path stale = path.toRealPath();
        beforeDeletion.accept(stale);
        Folders.delete(stale);
      }
    }
  }

  @Override
  public void close() throws IOException {
    try (lock) {
      if (isTemporary) {
        Folders.delete(path);
      }
    }
  }
}
