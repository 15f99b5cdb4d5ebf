package dev.heddle.config;

/** What each connection asks of its server when it signs in, in the driver's {@code options}. */
public final class ServerOptions {

  /**
   * The server notices a client that ended in the middle of a statement within a second, and one
   * whose machine is gone without a word after a minute: systems are set to two hours, in which the
   * locks of such a client would be held.
   */
  public static final String NOTICE_LOST_CLIENTS =
      "-c client_connection_check_interval=1000 -c tcp_keepalives_idle=30"
          + " -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3";

  private ServerOptions() {}
}
