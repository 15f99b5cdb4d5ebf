package dev.heddle.client;

import java.sql.*;
import org.jspecify.annotations.Nullable;

/** Interim. */
final class ParameterBinder {
  private ParameterBinder() {}

  static void bind(PreparedStatement s, int index, @Nullable Object value) throws SQLException {
    s.setObject(index, value);
  }
}
