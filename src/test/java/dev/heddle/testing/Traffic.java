package dev.heddle.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How bytes travel in each direction.
 *
 * @param delay added to what travels together
 * @param bytesPerSecond the most that travels on one connection; zero means any number
 * @param slice the most bytes in one segment; zero means any number
 */
public record Traffic(Duration delay, long bytesPerSecond, int slice) {

  /** As fast as it goes. */
  public static final Traffic FREE = new Traffic(Duration.ZERO, 0, 0);

  /** Everything that much later. */
  public static Traffic delayedBy(Duration delay) {
    return new Traffic(delay, 0, 0);
  }

  /** At most so many bits in a second. */
  public static Traffic bitsPerSecond(long bits) {
    return new Traffic(Duration.ZERO, bits / Byte.SIZE, 0);
  }

  /** Cut into segments of so many bytes. */
  public static Traffic slicedTo(int bytes) {
    return new Traffic(Duration.ZERO, 0, bytes);
  }

  /** Whether anything is slower than it goes. */
  boolean isFree() {
    return equals(FREE);
  }

  /** Writes bytes the way they are to travel. */
  void write(byte[] bytes, OutputStream out) throws IOException {
    LockSupport.parkNanos(delay.toNanos());
    int step = slice > 0 ? slice : Math.max(1, bytes.length);
    for (int at = 0; at < bytes.length; at += step) {
      int length = Math.min(step, bytes.length - at);
      if (bytesPerSecond > 0) {
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(length) / bytesPerSecond);
      }
      out.write(bytes, at, length);
    }
  }
}
