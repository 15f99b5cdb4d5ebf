package dev.heddle.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One owner at a time for a folder, among processes and within this one; the operating system frees
 * it when the owner dies, however it dies.
 */
final class FolderLock implements AutoCloseable {

  private static final String NAME = "lock";

  /**
   * The folders that this process holds. A second channel on the same file must not even be opened:
   * closing it would free the first one's lock on POSIX systems.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path folder;
  private final FileChannel channel;

  private FolderLock(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  /** The lock of an existing folder, or nothing when somebody else holds it. */
  static Optional<FolderLock> tryLock(Path folder) throws IOException {
    Path real = folder.toRealPath();
    if (!HELD.add(real)) {
      return Optional.empty();
    }
    Optional<FolderLock> lock = Optional.empty();
    try {
      lock = tryLockFile(real);
    } finally {
      if (lock.isEmpty()) {
        HELD.remove(real);
      }
    }
    return lock;
  }

  /** The process that holds the folder, in words. */
  static String owner(Path folder) throws IOException {
    if (HELD.contains(folder.toRealPath())) {
      return "this process"; // reading the file would free the lock as well
    }
    return "process " + Files.readString(folder.resolve(NAME)).strip();
  }

  /** Whether somebody ever locked the folder. */
  static boolean exists(Path folder) {
    return Files.exists(folder.resolve(NAME));
  }

  private static Optional<FolderLock> tryLockFile(Path folder) throws IOException {
    FileChannel channel =
        FileChannel.open(folder.resolve(NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean held = false;
    try {
      // One byte far behind the text, which others may then read on every system.
      FileLock lock = channel.tryLock(Long.MAX_VALUE - 1, 1, false);
      held = lock != null;
      if (!held) {
        return Optional.empty();
      }
      channel.truncate(0);
      channel.write(
          ByteBuffer.wrap(
              Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8)));
      return Optional.of(new FolderLock(folder, channel));
    } finally {
      if (!held) {
        channel.close();
      }
    }
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      HELD.remove(folder);
    }
  }
}
