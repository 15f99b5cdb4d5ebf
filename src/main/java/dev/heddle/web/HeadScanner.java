package dev.heddle.web;

/**
 * Finds where a request's head ends, which is at its first empty line, and refuses what the parser
 * behind it lets pass: a method that is no token, and a header without a name. Bare line feeds and
 * all the rest are left to that parser.
 */
final class HeadScanner {

  private enum State {
    METHOD,
    LINE,
    LINE_CR,
    LINE_START,
    LAST_CR
  }

  private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

  private State state = State.METHOD;
  private boolean methodEmpty = true;

  /**
   * The index after the head's last byte, or -1 when it does not end within these bytes.
   *
   * @throws io.helidon.http.RequestException when it is malformed
   */
  int end(byte[] bytes) {
    for (int i = 0; i < bytes.length; i++) {
      byte next = bytes[i];
      if (state == State.LAST_CR && next == '\n') {
        state = State.METHOD;
        methodEmpty = true;
        return i + 1;
      }
      state =
          switch (state) {
            case METHOD -> method(next);
            case LINE_START -> lineStart(next);
            case LINE_CR -> next == '\n' ? State.LINE_START : line(next);
            case LINE, LAST_CR -> line(next);
          };
    }
    return -1;
  }

  private State method(byte next) {
    if (next == ' ' && !methodEmpty) {
      return State.LINE;
    }
    if (!isToken(next)) {
      throw Malformed.request("The method is not a token");
    }
    methodEmpty = false;
    return State.METHOD;
  }

  private static State lineStart(byte next) {
    if (next == ':') {
      throw Malformed.request("A header has no name");
    }
    return next == '\r' ? State.LAST_CR : State.LINE;
  }

  private static State line(byte next) {
    return next == '\r' ? State.LINE_CR : State.LINE;
  }

  /** RFC 9110, section 5.6.2. */
  private static boolean isToken(byte b) {
    return (b >= 'A' && b <= 'Z')
        || (b >= 'a' && b <= 'z')
        || (b >= '0' && b <= '9')
        || TOKEN_MARKS.indexOf(b) >= 0;
  }
}
