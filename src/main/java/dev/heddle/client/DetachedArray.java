package dev.heddle.client;

import java.lang.reflect.Array;
import java.sql.JDBCType;
import java.sql.ResultSet;
import java.sql.SQLFeatureNotSupportedException;
import java.time.temporal.Temporal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An SQL array that owns its elements: unlike the driver's, it can be read after its connection
 * went to somebody else.
 *
 * @param element the type of the elements
 * @param elements a list or a Java array, nested for more than one dimension
 */
record DetachedArray(ServerType element, Object elements) implements java.sql.Array {

  @Override
  public String getBaseTypeName() {
    return element.name();
  }

  @Override
  public int getBaseType() {
    return switch (element.name()) {
      case "bool", "bit" -> JDBCType.BIT.getVendorTypeNumber();
      case "bytea" -> JDBCType.BINARY.getVendorTypeNumber();
      case "int2" -> JDBCType.SMALLINT.getVendorTypeNumber();
      case "int4" -> JDBCType.INTEGER.getVendorTypeNumber();
      case "int8", "oid" -> JDBCType.BIGINT.getVendorTypeNumber();
      case "float4" -> JDBCType.REAL.getVendorTypeNumber();
      case "float8", "money" -> JDBCType.DOUBLE.getVendorTypeNumber();
      case "numeric" -> JDBCType.NUMERIC.getVendorTypeNumber();
      case "char", "bpchar" -> JDBCType.CHAR.getVendorTypeNumber();
      case "text", "varchar", "name" -> JDBCType.VARCHAR.getVendorTypeNumber();
      case "date" -> JDBCType.DATE.getVendorTypeNumber();
      case "time", "timetz" -> JDBCType.TIME.getVendorTypeNumber();
      case "timestamp", "timestamptz" -> JDBCType.TIMESTAMP.getVendorTypeNumber();
      case "xml" -> JDBCType.SQLXML.getVendorTypeNumber();
      default -> JDBCType.OTHER.getVendorTypeNumber();
    };
  }

  /** The elements as the Java array that plain JDBC gives, for instance {@code Timestamp[]}. */
  @Override
  public Object getArray() {
    if (!(elements instanceof List<?> list)) {
      return elements;
    }
    Class<?> leaf = element.javaType();
    return javaArray(list, leaf, depth(list));
  }

  private static int depth(List<?> list) {
    return !list.isEmpty() && list.getFirst() instanceof List<?> nested ? 1 + depth(nested) : 1;
  }

  private static Object javaArray(List<?> list, Class<?> leaf, int depth) {
    Class<?> component = leaf;
    for (int i = 1; i < depth; i++) {
      component = component.arrayType();
    }
    Object array = Array.newInstance(component, list.size());
    for (int i = 0; i < list.size(); i++) {
      Array.set(array, i, stock(list.get(i), leaf, depth));
    }
    return array;
  }

  private static @Nullable Object stock(@Nullable Object value, Class<?> leaf, int depth) {
    return switch (value) {
      case List<?> nested -> javaArray(nested, leaf, depth - 1);
      case Temporal temporal -> Temporals.stock(temporal);
      case null, default -> value;
    };
  }

  @Override
  public Object getArray(long index, int count) {
    Object whole = getArray();
    int from = Math.toIntExact(index - 1);
    if (from < 0 || count < 0 || from + count > Array.getLength(whole)) {
      throw new ArrayIndexOutOfBoundsException(
          "elements %d to %d of an array of %d"
              .formatted(index, index + count - 1, Array.getLength(whole)));
    }
    Object part = Array.newInstance(whole.getClass().componentType(), count);
    System.arraycopy(whole, from, part, 0, count);
    return part;
  }

  @Override
  public Object getArray(@Nullable Map<String, Class<?>> types)
      throws SQLFeatureNotSupportedException {
    if (types == null || types.isEmpty()) {
      return getArray();
    }
    throw unsupported("type maps");
  }

  @Override
  public Object getArray(long index, int count, @Nullable Map<String, Class<?>> types)
      throws SQLFeatureNotSupportedException {
    if (types == null || types.isEmpty()) {
      return getArray(index, count);
    }
    throw unsupported("type maps");
  }

  @Override
  public ResultSet getResultSet() throws SQLFeatureNotSupportedException {
    throw unsupported("result sets");
  }

  @Override
  public ResultSet getResultSet(@Nullable Map<String, Class<?>> types)
      throws SQLFeatureNotSupportedException {
    throw unsupported("result sets");
  }

  @Override
  public ResultSet getResultSet(long index, int count) throws SQLFeatureNotSupportedException {
    throw unsupported("result sets");
  }

  @Override
  public ResultSet getResultSet(long index, int count, @Nullable Map<String, Class<?>> types)
      throws SQLFeatureNotSupportedException {
    throw unsupported("result sets");
  }

  private static SQLFeatureNotSupportedException unsupported(String what) {
    return new SQLFeatureNotSupportedException(
        "An array that was read from a row has no " + what + "; use getArray().");
  }

  /** Nothing to free: no resource is held. */
  @Override
  public void free() {}

  @Override
  public boolean equals(Object other) {
    return other instanceof DetachedArray that
        && element.equals(that.element)
        && Arrays.deepEquals(new Object[] {elements}, new Object[] {that.elements});
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(new Object[] {elements});
  }

  /** The array as the server writes it; the driver needs this to bind it again. */
  @Override
  public String toString() {
    char delimiter = element.name().equals("box") ? ';' : ',';
    return ArrayLiteral.format(elements, delimiter, ElementType::text);
  }
}
