package dev.heddle.client;

import java.util.Optional;
import org.postgresql.core.Field;
import org.postgresql.core.Oid;

/**
 * What the server said about one column of a result.
 *
 * @param name the label
 * @param type the type
 * @param modifier the declared length or precision as the server encodes it; -1 for none
 * @param reader takes the column's value out of a row
 */
record ColumnMetadata(String name, ServerType type, int modifier, CellReader reader) {

  /** The header that the driver adds to a declared length. */
  private static final int HEADER = 4;

  private static final int SCALE_BITS = 11;

  static ColumnMetadata of(Field field) {
    ServerType type = ServerType.of(field.getOID());
    return new ColumnMetadata(field.getColumnLabel(), type, field.getMod(), CellReader.of(type));
  }

  boolean describes(Field field) {
    return type.oid() == field.getOID()
        && modifier == field.getMod()
        && name.equals(field.getColumnLabel());
  }

  Class<?> javaType() {
    // Only bit(1) is a Boolean to the driver.
    return type.oid() == Oid.BIT && modifier > 1
        ? org.postgresql.util.PGobject.class
        : type.javaType();
  }

  /** The declared number of digits of a numeric, or characters of a varchar or char. */
  Optional<Integer> precision() {
    if (modifier < HEADER) {
      return Optional.empty();
    }
    return switch (type.oid()) {
      case Oid.NUMERIC -> Optional.of(((modifier - HEADER) >> 16) & 0xFFFF);
      case Oid.VARCHAR, Oid.BPCHAR -> Optional.of(modifier - HEADER);
      default -> Optional.empty();
    };
  }

  /** The declared scale of a numeric; it may be negative. */
  Optional<Integer> scale() {
    if (modifier < HEADER || type.oid() != Oid.NUMERIC) {
      return Optional.empty();
    }
    int unused = Integer.SIZE - SCALE_BITS;
    return Optional.of(((modifier - HEADER) << unused) >> unused);
  }

  @Override
  public String toString() {
    return "column '" + name + "' (" + type.name() + ")";
  }
}
