package dev.heddle.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A load generator on one thread, with as many connections as it is told. A closed loop sends the
 * next request when the last one was answered; an open loop when it is due, on a free connection,
 * or on a new one, or as soon as there is one.
 */
public final class BuiltInLoad {

  /** Failures in a row after which a server that has answered is taken for gone. */
  private static final int HOPELESS = 10_000;

  /** Failures after which a server that has never answered is taken for absent. */
  private static final int ABSENT = 20;

  private static final int BUFFER = 64 << 10;

  private final HttpCall call;
  private final InetSocketAddress address;
  private final byte[] request;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);

  /** A generator of one request. */
  public BuiltInLoad(HttpCall call) {
    this.call = call;
    this.address = call.address();
    this.request = call.bytes();
  }

  /**
   * Keeps each of the connections busy.
   *
   * @param connections at once
   * @param warmUp for so long nothing is counted
   * @param measured and then for so long everything
   * @throws IOException when there is no server
   */
  public Load closed(int connections, Duration warmUp, Duration measured)
      throws IOException, InterruptedException {
    try (Run run = new Run()) {
      long start = System.nanoTime();
      long from = start + warmUp.toNanos();
      long until = from + measured.toNanos();
      for (int i = 0; i < connections; i++) {
        run.open().send(start);
      }
      for (long now = start; now < until; now = System.nanoTime()) {
        run.counting = now >= from;
        run.select(until - now);
        while (run.wires.size() < connections) {
          run.open().send(System.nanoTime());
        }
        for (Wire idle = run.idle.poll(); idle != null; idle = run.idle.poll()) {
          run.send(idle, System.nanoTime());
        }
      }
      return run.tally.load(measured, run.tally.seen(), 0);
    }
  }

  /**
   * Begins requests at a fixed rate.
   *
   * @param perSecond how many begin in a second
   * @param connections opened at most; what is due when all are busy waits, and its time counts
   * @param warmUp for so long nothing is counted
   * @param measured then requests that are due within so long are
   * @param grace so long after that their answers may still come
   * @throws IOException when there is no server
   */
  public Load open(
      double perSecond, int connections, Duration warmUp, Duration measured, Duration grace)
      throws IOException, InterruptedException {
    try (Run run = new Run()) {
      long start = System.nanoTime();
      run.countedFrom = start + warmUp.toNanos();
      run.counting = true;
      long until = run.countedFrom + measured.toNanos();
      run.countedUntil = until;
      Arrivals arrivals = new Arrivals(start, perSecond, until - start);
      ArrayDeque<Long> waiting = new ArrayDeque<>();
      long asked = 0;
      long now = start;
      while (now < until + grace.toNanos()) {
        while (arrivals.hasNext() && arrivals.nextTime() <= now) {
          waiting.add(arrivals.nextTime());
          asked += arrivals.nextTime() >= run.countedFrom ? 1 : 0;
          arrivals.advance();
        }
        while (!waiting.isEmpty() && (!run.idle.isEmpty() || run.wires.size() < connections)) {
          Wire free = run.idle.isEmpty() ? run.open() : run.idle.poll();
          long due = waiting.remove();
          if (due >= run.countedFrom) {
            run.tally.sent(System.nanoTime() - due);
          }
          run.send(free, due);
        }
        if (!arrivals.hasNext() && run.tally.seen() >= asked) {
          break;
        }
        long next = arrivals.hasNext() ? arrivals.nextTime() : until + grace.toNanos();
        run.select(next - System.nanoTime());
        now = System.nanoTime();
      }
      // What was due while the last step took too long was asked for as well.
      for (; arrivals.hasNext(); arrivals.advance()) {
        asked += arrivals.nextTime() >= run.countedFrom ? 1 : 0;
      }
      return run.tally.load(measured, asked, Math.max(0, asked - run.tally.seen()));
    }
  }

  /** The connections of one load. */
  private final class Run implements AutoCloseable {

    private final Selector selector = Selector.open();
    private final Set<Wire> wires = new HashSet<>();
    private final ArrayDeque<Wire> idle = new ArrayDeque<>();
    private final Tally tally = new Tally();
    private long countedFrom = Long.MIN_VALUE;
    private long countedUntil = Long.MAX_VALUE;
    private boolean counting;
    private int failuresInRow;
    private long answers;

    private Run() throws IOException {}

    private Wire open() throws IOException {
      try {
        Wire wire = Wire.open(selector, address, request);
        wires.add(wire);
        return wire;
      } catch (IOException e) {
        throw noAnswers(e);
      }
    }

    private void send(Wire wire, long due) throws IOException {
      try {
        wire.send(due);
      } catch (IOException e) {
        lose(wire, e);
      }
    }

    private void select(long nanos) throws IOException, InterruptedException {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      // A selector cannot wait for less than a millisecond; arrivals may be closer than that.
      if (nanos < TimeUnit.MILLISECONDS.toNanos(1)) {
        selector.selectNow();
      } else {
        selector.select(Math.min(100, TimeUnit.NANOSECONDS.toMillis(nanos)));
      }
      Iterator<SelectionKey> found = selector.selectedKeys().iterator();
      while (found.hasNext()) {
        Wire wire = (Wire) found.next().attachment();
        found.remove();
        proceed(wire);
      }
    }

    private void proceed(Wire wire) throws IOException {
      try {
        if (wire.proceed(buffer)) {
          failuresInRow = 0;
          answers++;
          long now = System.nanoTime();
          if (counts(wire)) {
            tally.answered(wire.status(), wire.due(), wire.sent(), now);
          }
          if (counting && now >= countedFrom && now <= countedUntil) {
            tally.completed(wire.status());
          }
          if (wire.isLast()) {
            close(wire);
          } else {
            idle.add(wire);
          }
        }
      } catch (IOException e) {
        lose(wire, e);
      }
    }

    private boolean counts(Wire wire) {
      return counting && wire.due() >= countedFrom;
    }

    private void lose(Wire wire, IOException cause) throws IOException {
      // An idle connection may be closed at any time; only a request can be lost with it.
      if (wire.isBusy()) {
        if (counts(wire)) {
          tally.broken();
        }
        if (++failuresInRow >= (answers == 0 ? ABSENT : HOPELESS)) {
          throw noAnswers(cause);
        }
      }
      close(wire);
    }

    private IOException noAnswers(IOException cause) {
      return new IOException(
          "no answers from %s: %s".formatted(call.uri(), cause.getMessage()), cause);
    }

    private void close(Wire wire) throws IOException {
      wires.remove(wire);
      idle.remove(wire);
      wire.close();
    }

    @Override
    public void close() {
      try {
        for (Wire wire : wires) {
          wire.close();
        }
        selector.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
