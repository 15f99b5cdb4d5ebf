package dev.heddle.client;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.List;

/**
 * Helidon's own parser of named parameters, which is package-private: the baseline.
 *
 * @param jdbc the text for JDBC
 * @param parameterNames the names in order
 */
record StockParser(String jdbc, List<String> parameterNames) {

  static StockParser parse(String text) {
    try {
      Class<?> type = Class.forName("io.helidon.dbclient.jdbc.NamedStatementParser");
      Constructor<?> constructor = type.getDeclaredConstructor(String.class);
      constructor.setAccessible(true);
      Object parser = constructor.newInstance(text);
      String jdbc = (String) invoke(parser, "convert");
      List<String> names =
          ((List<?>) invoke(parser, "namesOrder")).stream().map(String.class::cast).toList();
      return new StockParser(jdbc, names);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("The stock parser changed", e);
    }
  }

  private static Object invoke(Object parser, String name) throws ReflectiveOperationException {
    Method method = parser.getClass().getDeclaredMethod(name);
    method.setAccessible(true);
    return method.invoke(parser);
  }
}
