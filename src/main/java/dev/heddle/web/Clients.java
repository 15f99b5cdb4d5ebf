package dev.heddle.web;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * All who are connected. Notices within a third of a second that one leaves whose work takes long,
 * and closes each connection within a fifth of a second of the end of its patience, which Helidon's
 * own timeouts do not do: an NIO socket has none for reads, and a drip resets those of others. Its
 * one virtual thread lives as long as there are connections.
 */
final class Clients {

  private static final long TICK = Duration.ofMillis(100).toNanos();

  private final Set<Client> all = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean watching = new AtomicBoolean();

  void add(Client client) {
    all.add(client);
    if (watching.compareAndSet(false, true)) {
      Thread.ofVirtual().name("heddle-clients").start(this::watch);
    }
  }

  void remove(Client client) {
    all.remove(client);
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  /** How many requests are at work. */
  long atWork() {
    return all.stream().filter(Client::isAtWork).count();
  }

  /** Interrupts all that is at work. */
  void interruptWork() {
    all.forEach(Client::interruptWork);
  }

  private void watch() {
    do {
      try {
        while (!all.isEmpty()) {
          LockSupport.parkNanos(TICK);
          all.removeIf(Client::watch);
        }
      } finally {
        // Should it end by an error, the next who connects has it watched again.
        watching.set(false);
      }
    } while (!all.isEmpty() && watching.compareAndSet(false, true));
  }
}
