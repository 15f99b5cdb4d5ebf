package dev.heddle.testing;

import dev.heddle.testing.FaultRule.Ending;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a client and a PostgreSQL server and does to their connections what networks do:
 * holds everything or only sign-ins back, slows down, cuts into pieces, ends in each way there is,
 * and loses single statements or their replies. It counts what it did, so that a test can tell that
 * a fault took place, and it counts the client's round trips as the protocol has them: each Sync
 * and each simple Query asks for an answer.
 *
 * <p>Under TLS it sees no statements; the other faults work. Safe for any number of threads.
 */
public final class FaultProxy implements AutoCloseable {

  private static final int BACKLOG = 1000;

  private final ServerSocket listener;
  private volatile InetSocketAddress server;
  private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();
  private final List<FaultRule> rules = new CopyOnWriteArrayList<>();
  private final AtomicInteger roundTrips = new AtomicInteger();
  private final AtomicInteger accepted = new AtomicInteger();
  private final LongAdder injected = new LongAdder();
  private final AtomicBoolean loseAnswer = new AtomicBoolean();
  private volatile CountDownLatch thaw = new CountDownLatch(0);
  private volatile CountDownLatch signIn = new CountDownLatch(0);
  private volatile Traffic traffic = Traffic.FREE;

  private FaultProxy(ServerSocket listener, InetSocketAddress server) {
    this.listener = listener;
    this.server = server;
  }

  /** A proxy in front of the server of a JDBC address. */
  public static FaultProxy before(String url) throws IOException {
    ServerSocket listener = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    FaultProxy proxy = new FaultProxy(listener, address(url));
    Thread.ofVirtual().start(proxy::accept);
    return proxy;
  }

  /** Connects new clients to another server from now on; open connections stay. */
  public void pointTo(String url) {
    server = address(url);
  }

  private static InetSocketAddress address(String url) {
    URI address = URI.create(url.substring("jdbc:".length()));
    return new InetSocketAddress(address.getHost(), address.getPort());
  }

  /** The same JDBC address by way of this proxy. */
  public String url(String direct) {
    URI address = URI.create(direct.substring("jdbc:".length()));
    return direct.replace(
        address.getHost() + ":" + address.getPort(), "localhost:" + listener.getLocalPort());
  }

  /** The port that clients connect to, on the loopback interface. */
  public int port() {
    return listener.getLocalPort();
  }

  /** Round trips asked for since the last call of this method. */
  public int takeRoundTrips() {
    return roundTrips.getAndSet(0);
  }

  /** How many connections clients have opened so far. */
  public int accepted() {
    return accepted.get();
  }

  /** How many faults took place so far: endings, rules that acted, writes that were slowed down. */
  public long injected() {
    return injected.sum();
  }

  /** Holds back everything in both directions, new connections' first bytes too. */
  public void freeze() {
    injected.increment();
    thaw = new CountDownLatch(1);
  }

  /** Lets everything through again. */
  public void thaw() {
    thaw.countDown();
  }

  /** Holds back all that new clients say; they can connect, and get no answer. */
  public void holdSignIns() {
    signIn = new CountDownLatch(1);
  }

  /** Lets the held ones and new ones through. */
  public void releaseSignIns() {
    signIn.countDown();
  }

  /** Lets new clients through; those that are held hear nothing, ever. */
  public void abandonSignIns() {
    signIn = new CountDownLatch(0);
  }

  /** Makes bytes travel another way from now on. */
  public void shape(Traffic newTraffic) {
    traffic = newTraffic;
  }

  /** Breaks a connection in place of handing its server's next answer on. */
  public void loseNextAnswer() {
    loseAnswer.set(true);
  }

  /** Adds a rule; the first one that takes a statement counts. */
  public void add(FaultRule rule) {
    rules.add(rule);
  }

  /** Forgets all rules. */
  public void clearRules() {
    rules.clear();
  }

  /** Ends every connection there is; returns how many there were. */
  public int endAll(Ending ending) {
    List<ProxiedConnection> ended = List.copyOf(connections);
    ended.forEach(connection -> connection.end(ending));
    injected.add(ended.size());
    return ended.size();
  }

  @Override
  public void close() throws IOException {
    thaw();
    releaseSignIns();
    listener.close();
    List.copyOf(connections).forEach(ProxiedConnection::close);
  }

  void forget(ProxiedConnection connection) {
    connections.remove(connection);
  }

  void countRoundTrip() {
    roundTrips.incrementAndGet();
  }

  void awaitThaw() throws InterruptedException {
    thaw.await();
  }

  void awaitSignIn() throws InterruptedException {
    CountDownLatch gate = signIn;
    if (gate.getCount() > 0) {
      injected.increment();
    }
    gate.await();
  }

  /** Whether an answer is to be lost; it is then this one. */
  boolean takesAnswer() {
    boolean taken = loseAnswer.compareAndSet(true, false);
    if (taken) {
      injected.increment();
    }
    return taken;
  }

  @Nullable FaultRule ruleFor(String statement) {
    for (FaultRule rule : rules) {
      if (rule.takes(statement)) {
        injected.increment();
        return rule;
      }
    }
    return null;
  }

  void write(byte[] bytes, OutputStream out) throws IOException {
    Traffic now = traffic;
    if (!now.isFree()) {
      injected.increment();
    }
    now.write(bytes, out);
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        accepted.incrementAndGet();
        Thread.ofVirtual().start(() -> connect(client));
      }
    } catch (IOException closed) {
      // The test is over.
      return;
    }
  }

  private void connect(Socket client) {
    Socket upstream = new Socket();
    ProxiedConnection connection = new ProxiedConnection(this, client, upstream);
    connections.add(connection);
    try {
      upstream.connect(server);
      client.setTcpNoDelay(true);
      upstream.setTcpNoDelay(true);
    } catch (IOException absent) {
      // A server that is not there, as the client would see it.
      connection.end(Ending.RESET);
      return;
    }
    connection.start();
    if (listener.isClosed()) {
      connection.close();
    }
  }
}
