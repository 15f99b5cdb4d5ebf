package dev.heddle.testing;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.support.TypeBasedParameterResolver;

/** One {@link TestPostgres} for a test class and those nested in it, closed after the last test. */
final class PostgresExtension extends TypeBasedParameterResolver<TestPostgres>
    implements BeforeAllCallback, AfterEachCallback {

  private static final Namespace NAMESPACE = Namespace.create(PostgresExtension.class);

  @Override
  public void beforeAll(ExtensionContext context) {
    database(context);
  }

  @Override
  public TestPostgres resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return database(context);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    database(context).assertNothingIdleInTransaction();
  }

  private static TestPostgres database(ExtensionContext context) {
    return context
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(TestPostgres.class, key -> TestPostgres.create(), TestPostgres.class);
  }
}
