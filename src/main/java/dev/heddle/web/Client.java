package dev.heddle.web;

/**
 * The client at the other end of one connection: how long it may still be waited for, and whether a
 * request of it is at work. The connection's thread writes, watching threads read.
 */
final class Client {

  /** The client whose request the thread handles, on a guarded listener. */
  static final ScopedValue<Client> CURRENT = ScopedValue.newInstance();

  private final Patience reading;
  private final Patience writing;
  private final Runnable close;
  private final Runnable interrupt;
  private final boolean late;
  private volatile boolean atWork;

  /**
   * A client that has just connected.
   *
   * @param reading how long it is waited for
   * @param writing how long it may take to take an answer
   * @param late whether the server was finishing already
   * @param close closes its connection
   * @param interrupt interrupts what is done for it
   */
  Client(Patience reading, Patience writing, boolean late, Runnable close, Runnable interrupt) {
    this.reading = reading;
    this.writing = writing;
    this.late = late;
    this.close = close;
    this.interrupt = interrupt;
  }

  /** Whether the thread handles a request of a guarded listener. */
  static boolean isCurrentGuarded() {
    return CURRENT.isBound();
  }

  /** Whether the thread handles a request of a client that came too late to be served. */
  static boolean isCurrentLate() {
    return CURRENT.isBound() && CURRENT.get().late;
  }

  /** A request was read, and is handled from now on. */
  void beginWork() {
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

  /** Closes the connection when it was waited for longer than it may; says whether it was. */
  boolean closeIfSlow() {
    boolean slow = reading.isExhausted() || writing.isExhausted();
    if (slow) {
      // On a thread of its own: a TLS socket says goodbye, for which its peer may not listen.
      Thread.startVirtualThread(close);
    }
    return slow;
  }
}
