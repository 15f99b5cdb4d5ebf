package dev.heddle.web;

import dev.heddle.TransactionOptions;
import dev.heddle.config.HttpLimits;
import dev.heddle.error.DeadlineExceededException;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.NioSocket;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http.ServerRequest;
import java.io.UncheckedIOException;
import java.time.Duration;

/**
 * The client at the other end of one connection: what it sends and is sent, how long it may still
 * be waited for, whether a request of it is at work, and whether it still waits for the answer.
 * Belongs to the connection's thread; watching threads look after it.
 */
final class Client {

  /** The client whose request the thread handles, on a guarded listener. */
  static final ScopedValue<Client> CURRENT = ScopedValue.newInstance();

  private static final System.Logger LOGGER = System.getLogger(Client.class.getName());

  private final Patience reading;
  private final Patience writing;
  private final Presence presence;
  private final RequestReader requests;
  private final AnswerWriter answers;
  private final Runnable close;
  private final Runnable interrupt;
  private final boolean late;
  private final RequestBudget budget;
  private long requestBegan;
  private volatile boolean atWork;

  /**
   * A client that has just connected.
   *
   * @param context its connection
   * @param limits what it is allowed
   * @param late whether the server was finishing already
   */
  Client(ConnectionContext context, HttpLimits limits, boolean late) {
    this.reading = new Patience(limits);
    this.writing = new Patience(limits);
    this.presence =
        new Presence(
            context.dataReader(), limits.cancelAbandoned() && isWatchable(context.serverSocket()));
    this.requests = new RequestReader(presence, reading, limits.maxPayload());
    this.answers = new AnswerWriter(context.dataWriter(), writing);
    this.budget = RequestBudget.in(limits.budgetHeader());
    this.late = late;
    this.close = () -> closeQuietly(context.serverSocket());
    this.interrupt = Thread.currentThread()::interrupt;
  }

  private static void closeQuietly(HelidonSocket socket) {
    try {
      socket.close();
    } catch (UncheckedIOException e) {
      LOGGER.log(System.Logger.Level.TRACE, "the connection was closed already", e);
    }
  }

  /**
   * Only a plain socket can be read by one thread while another one writes: TLS keeps a common
   * state.
   */
  private static boolean isWatchable(HelidonSocket socket) {
    return socket instanceof NioSocket && !socket.isSecure();
  }

  /** Whether the thread handles a request of a guarded listener. */
  static boolean isCurrentGuarded() {
    return CURRENT.isBound();
  }

  /** Whether the thread handles a request of a client that came too late to be served. */
  static boolean isCurrentLate() {
    return CURRENT.isBound() && CURRENT.get().late;
  }

  /**
   * What the thread does from now on is of no use when the client goes away: then the thread is
   * interrupted. Nothing on a listener without a guard.
   */
  static void beginAbandonable() {
    if (CURRENT.isBound() && CURRENT.get().requests.isBodyComplete()) {
      CURRENT.get().presence.beginWork();
    }
  }

  /**
   * The end of such work, after which the thread is not interrupted.
   *
   * @return whether the client is gone
   */
  static boolean endAbandonable() {
    return CURRENT.isBound() && CURRENT.get().presence.endWork();
  }

  /**
   * Session options that end when the client of this request stops waiting, if that is sooner.
   *
   * @param configured the budget of sessions with these options; zero is none
   * @throws DeadlineExceededException when it has stopped already
   */
  static TransactionOptions withinBudget(
      TransactionOptions options, Duration configured, ServerRequest request) {
    if (!CURRENT.isBound()) {
      return options;
    }
    return CURRENT
        .get()
        .budget
        .of(request.headers())
        .map(CURRENT.get()::left)
        .filter(left -> configured.isZero() || left.compareTo(configured) < 0)
        .map(options::withTimeout)
        .orElse(options);
  }

  private Duration left(Duration wait) {
    Duration left = wait.minusNanos(System.nanoTime() - requestBegan);
    if (!left.isPositive()) {
      throw new DeadlineExceededException(
          "the client's time limit of %d ms (server.limits.budget-header) was over before its session began"
              .formatted(wait.toMillis()),
          null);
    }
    return left;
  }

  /** What it sends. */
  RequestReader requests() {
    return requests;
  }

  /** What it is sent. */
  AnswerWriter answers() {
    return answers;
  }

  /** A request was read, and is handled from now on. */
  void beginWork() {
    requestBegan = System.nanoTime();
    atWork = true;
  }

  /** The request was handled. */
  void endWork() {
    atWork = false;
  }

  boolean isAtWork() {
    return atWork;
  }

  /** Interrupts the thread that handles a request, if there is one. */
  void interruptWork() {
    if (atWork) {
      interrupt.run();
    }
  }

  /**
   * Looks after it: notices when it leaves, and closes the connection when it was waited for longer
   * than it may.
   *
   * @return whether the connection was closed
   */
  boolean watch() {
    presence.watch(System.nanoTime());
    boolean slow = reading.isExhausted() || writing.isExhausted();
    if (slow) {
      // On a thread of its own: a TLS socket says goodbye, for which its peer may not listen.
      Thread.startVirtualThread(close);
      // And that goodbye waits for a lock which the connection's own thread holds while it waits.
      interrupt.run();
    }
    return slow;
  }
}
