package dev.heddle.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Which of the servers of an address are wanted: its {@code targetServerType}. */
public enum ServerRole {
  /** Any, whatever its role is. */
  ANY("any"),
  /** Only one that takes writes. */
  PRIMARY("primary"),
  /** Only a standby. */
  SECONDARY("secondary"),
  /** A primary when one can be had, and else any. */
  PREFER_PRIMARY("preferPrimary"),
  /** A standby when one can be had, and else any. */
  PREFER_SECONDARY("preferSecondary");

  private final String term;

  ServerRole(String term) {
    this.term = term;
  }

  /** All of them, as people write them. */
  static String terms() {
    return Arrays.stream(values()).map(ServerRole::toString).collect(Collectors.joining(", "));
  }

  /** The role that a text means, also in the driver's older words and in capitals. */
  static Optional<ServerRole> of(String text) {
    String plain =
        text.toLowerCase(Locale.ROOT).replace("slave", "secondary").replace("master", "primary");
    return Arrays.stream(values())
        .filter(role -> role.term.toLowerCase(Locale.ROOT).equals(plain))
        .findFirst();
  }

  /**
   * Whether a server will do, when there is none that is better.
   *
   * @param standby whether it is a standby
   * @return false for one that must not be taken
   */
  public boolean accepts(boolean standby) {
    return switch (this) {
      case PRIMARY -> !standby;
      case SECONDARY -> standby;
      case ANY, PREFER_PRIMARY, PREFER_SECONDARY -> true;
    };
  }

  /**
   * Whether no other server can be better.
   *
   * @param standby whether it is a standby
   * @return true for one with which the search ends
   */
  public boolean prefers(boolean standby) {
    return switch (this) {
      case PRIMARY, PREFER_PRIMARY -> !standby;
      case SECONDARY, PREFER_SECONDARY -> standby;
      case ANY -> true;
    };
  }

  /** The word for it in an address. */
  @Override
  public String toString() {
    return term;
  }
}
