package dev.heddle.pool;

import dev.heddle.error.SqlStates;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.sql.SQLException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * What the pool below gets to see in place of the driver's exception, because it logs what it sees:
 * the SQLSTATE and what that means, but neither address nor role nor the driver's text.
 */
final class UndisclosedException extends SQLException {

  private static final long serialVersionUID = 1L;

  private final SQLException original;

  private UndisclosedException(SQLException original) {
    super(describe(original), original.getSQLState());
    this.original = original;
  }

  /** Hides the text of an exception, and of what caused it. */
  static UndisclosedException of(SQLException original) {
    return original instanceof UndisclosedException hidden
        ? hidden
        : new UndisclosedException(original);
  }

  /** The driver's exception behind what the pool below threw, or that itself. */
  static SQLException reveal(SQLException thrown) {
    for (@Nullable Throwable at = thrown; at != null; at = at.getCause()) {
      if (at instanceof UndisclosedException hidden) {
        return hidden.original;
      }
    }
    return thrown;
  }

  /** SQLSTATE and its meaning, in words that are fixed beforehand. */
  static String describe(SQLException failure) {
    String sqlState = SqlStates.of(failure);
    return "SQLSTATE " + (sqlState.isEmpty() ? "unknown" : sqlState) + meaning(failure, sqlState);
  }

  private static String meaning(SQLException failure, String sqlState) {
    String cause = meaningOfCauses(failure);
    if (!cause.isEmpty()) {
      return cause;
    }
    if (failure.getCause() == null && isOfTls(failure)) {
      return ": its certificate is of another host";
    }
    return switch (sqlState) {
      case "08004" -> ": it refused, or has no TLS";
      case "28000", "28P01" -> ": it refused the role or its password";
      case "3D000" -> ": it has no such database";
      case "53300" -> ": it takes no more connections";
      case "57P03" -> ": it is starting up or shutting down";
      default -> "";
    };
  }

  /** The driver's check of the host's name has no SQLSTATE and no type of its own. */
  private static boolean isOfTls(Throwable failure) {
    StackTraceElement[] trace = failure.getStackTrace();
    return trace.length > 0 && trace[0].getClassName().startsWith("org.postgresql.ssl.");
  }

  /** The innermost cause that says something wins. */
  private static String meaningOfCauses(Throwable failure) {
    String meaning = "";
    for (@Nullable Throwable at = failure.getCause(); at != null; at = at.getCause()) {
      String said =
          switch (at) {
            case UnknownHostException _ -> ": there is no such host";
            case ConnectException _ -> ": nobody listens there";
            case SocketTimeoutException _ -> ": no answer in time";
            case CertificateExpiredException _ -> ": its certificate has expired";
            case CertificateNotYetValidException _ -> ": its certificate is not valid yet";
            case CertificateException _ -> ": its certificate is not trusted";
            case SSLException _ -> ": TLS failed";
            default -> "";
          };
      meaning = said.isEmpty() ? meaning : said;
    }
    return meaning;
  }
}
