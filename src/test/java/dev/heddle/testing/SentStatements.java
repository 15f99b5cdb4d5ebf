package dev.heddle.testing;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Knows of one connection which text each of the client's messages executes. */
final class SentStatements {

  private static final int QUERY = 'Q';
  private static final int PARSE = 'P';
  private static final int BIND = 'B';

  private static final int BODY = 1 + Integer.BYTES;

  private final Map<String, String> prepared = new HashMap<>();

  /** The text that this message executes, or {@code ""} when it executes none. */
  String executedBy(ProtocolMessage message) {
    return switch (message.type()) {
      case QUERY -> text(message, BODY);
      case PARSE -> {
        String name = text(message, BODY);
        prepared.put(name, text(message, after(message, BODY)));
        yield "";
      }
      // The portal's name comes before that of the statement.
      case BIND -> prepared.getOrDefault(text(message, after(message, BODY)), "");
      default -> "";
    };
  }

  private static String text(ProtocolMessage message, int from) {
    int to = after(message, from) - 1;
    return new String(message.bytes(), from, to - from, StandardCharsets.UTF_8);
  }

  /** Where the text ends that begins there, its closing zero included. */
  private static int after(ProtocolMessage message, int from) {
    int at = from;
    while (message.bytes()[at] != 0) {
      at++;
    }
    return at + 1;
  }
}
