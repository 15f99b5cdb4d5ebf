package dev.heddle.bench.session;

import dev.heddle.bench.child.Message;

/**
 * Where a contender connects, and how large its pool is.
 *
 * @param kept connections kept open
 * @param most connections that may be open
 */
record Target(String url, String username, String password, int kept, int most) {

  static Target from(Message message) {
    return new Target(
        message.text("url"),
        message.text("username"),
        message.text("password"),
        (int) message.number("kept"),
        (int) message.number("most"));
  }
}
