package dev.heddle.testing;

import dev.heddle.testing.FaultRule.Ending;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection through a {@link FaultProxy}: one thread for each direction, which hands
 * whole messages on as long as the connection speaks PostgreSQL's protocol in the clear.
 */
final class ProxiedConnection {

  private static final int READY = 'Z';
  private static final int SYNC = 'S';
  private static final int QUERY = 'Q';
  private static final int BUFFER = 65_536;

  private final FaultProxy proxy;
  private final Socket client;
  private final Socket server;
  private final SentStatements statements = new SentStatements();

  /** Requests for encryption that the server has not answered yet. */
  private final AtomicInteger unanswered = new AtomicInteger();

  private volatile boolean encrypted;
  private volatile boolean silenced;

  /** What is to happen to the reply that is under way. */
  private volatile @Nullable FaultRule losing;

  ProxiedConnection(FaultProxy proxy, Socket client, Socket server) {
    this.proxy = proxy;
    this.client = client;
    this.server = server;
  }

  void start() {
    Thread.ofVirtual().start(() -> pump(this::fromClient, true));
    Thread.ofVirtual().start(() -> pump(this::fromServer, false));
  }

  /** Ends it as its client is to see it. */
  void end(Ending ending) {
    try {
      switch (ending) {
        case RESET -> {
          client.setSoLinger(true, 0);
          close();
        }
        case CLOSE -> close();
        case HALF_CLOSE -> {
          silenced = true;
          client.shutdownOutput();
        }
        case SILENCE -> silenced = true;
      }
    } catch (IOException gone) {
      // The other side was faster.
      silenced = true;
    }
  }

  void close() {
    try (client;
        server) {
      proxy.forget(this);
    } catch (IOException gone) {
      // Both are closed as well as they can be.
      silenced = true;
    }
  }

  private interface Direction {
    void run() throws IOException, InterruptedException;
  }

  /** A client that goes away is noticed by the server; the other way round only if it may be. */
  private void pump(Direction direction, boolean noticed) {
    try {
      direction.run();
    } catch (IOException | InterruptedException ended) {
      if (silenced && !noticed) {
        return;
      }
    }
    close();
  }

  private void fromClient() throws IOException, InterruptedException {
    DataInputStream in = buffered(client);
    OutputStream out = server.getOutputStream();
    proxy.awaitSignIn();
    boolean session = false;
    while (true) {
      ByteArrayOutputStream together = new ByteArrayOutputStream();
      try {
        do {
          ProtocolMessage message =
              session ? ProtocolMessage.typed(in) : ProtocolMessage.startUp(in);
          session = session || message.beginsSession();
          see(message);
          together.write(message.bytes());
        } while (in.available() > 0);
      } catch (ProtocolMessage.NotPlainException tls) {
        encrypted = true;
        forward(tls.read(), out);
        copy(in, out);
        return;
      }
      forward(together.toByteArray(), out);
    }
  }

  private void see(ProtocolMessage message) throws EOFException {
    if (message.asksForEncryption()) {
      unanswered.incrementAndGet();
    }
    if (message.type() == SYNC || message.type() == QUERY) {
      proxy.countRoundTrip();
    }
    String text = statements.executedBy(message);
    FaultRule rule = text.isEmpty() || silenced ? null : proxy.ruleFor(text);
    if (rule != null && rule.isExecuted()) {
      losing = rule;
    } else if (rule != null) {
      end(rule.ending());
      if (!silenced) {
        throw new EOFException();
      }
    }
  }

  private void fromServer() throws IOException, InterruptedException {
    DataInputStream in = buffered(server);
    OutputStream out = client.getOutputStream();
    while (true) {
      ByteArrayOutputStream together = new ByteArrayOutputStream();
      do {
        int first = peek(in);
        if (encrypted) {
          copy(in, out);
          return;
        }
        if (unanswered.get() > 0) {
          unanswered.decrementAndGet();
          together.write(in.readUnsignedByte());
        } else {
          together.write(ProtocolMessage.typed(in).bytes());
        }
        FaultRule rule = losing;
        if (rule != null && first == READY) {
          lose(together.toByteArray(), rule, out);
        }
      } while (losing != null || in.available() > 0);
      if (proxy.takesAnswer()) {
        end(Ending.CLOSE);
        return;
      }
      forward(together.toByteArray(), out);
    }
  }

  /** The server has done what it was asked for; its client hears only the beginning of that. */
  private void lose(byte[] reply, FaultRule rule, OutputStream out)
      throws IOException, InterruptedException {
    losing = null;
    int passed = (int) Math.min(rule.passedBytes(), reply.length);
    if (passed > 0) {
      forward(Arrays.copyOf(reply, passed), out);
    }
    end(rule.ending());
    if (!silenced) {
      throw new EOFException();
    }
  }

  private void copy(InputStream in, OutputStream out) throws IOException, InterruptedException {
    byte[] buffer = new byte[BUFFER];
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      forward(Arrays.copyOf(buffer, read), out);
    }
  }

  private void forward(byte[] bytes, OutputStream out) throws IOException, InterruptedException {
    proxy.awaitThaw();
    if (!silenced) {
      proxy.write(bytes, out);
    }
  }

  private static int peek(DataInputStream in) throws IOException {
    in.mark(1);
    int first = in.readUnsignedByte();
    in.reset();
    return first;
  }

  private static DataInputStream buffered(Socket socket) throws IOException {
    return new DataInputStream(new BufferedInputStream(socket.getInputStream(), BUFFER));
  }
}
