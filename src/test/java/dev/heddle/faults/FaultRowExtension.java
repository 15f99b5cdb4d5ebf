package dev.heddle.faults;

import dev.heddle.testing.LogTap;
import java.time.Duration;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.opentest4j.TestAbortedException;

/** Gives a row its score and its server, and writes the score down at the end. */
final class FaultRowExtension
    implements BeforeAllCallback, ParameterResolver, AfterTestExecutionCallback, AfterAllCallback {

  private static final Namespace NAMESPACE = Namespace.create(FaultRowExtension.class);

  /**
   * One score for the class: methods find it in the store of their class. From here on it reads
   * along.
   */
  @Override
  public void beforeAll(ExtensionContext context) {
    context.getStore(NAMESPACE).put(Standstill.class, Standstill.watch());
    context.getStore(NAMESPACE).put(LogTap.class, score(context).watch().readLog());
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == Score.class || type == PostgresServer.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Score.class
        ? score(context)
        : PostgresServer.shared();
  }

  @Override
  public void afterTestExecution(ExtensionContext context) {
    context
        .getExecutionException()
        .ifPresent(
            thrown -> {
              if (thrown instanceof TestAbortedException) {
                score(context).testSkipped("a right or a program is missing on this machine");
              } else {
                score(context).testFailed();
              }
            });
  }

  @Override
  public void afterAll(ExtensionContext context) {
    Score score = score(context);
    context.getStore(NAMESPACE).remove(LogTap.class, LogTap.class).close();
    context.getStore(NAMESPACE).remove(Standstill.class, Standstill.class).close();
    Scorecard.write(score);
    score.requireGood();
  }

  private static Score score(ExtensionContext context) {
    FaultRow row = context.getRequiredTestClass().getAnnotation(FaultRow.class);
    return context
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(
            row.value(), number -> new Score(row, () -> excused(context)), Score.class);
  }

  /** The short form is part of builds that share their machine; the long one has it to itself. */
  private static Duration excused(ExtensionContext context) {
    return Scale.isLong()
        ? Duration.ZERO
        : context.getStore(NAMESPACE).get(Standstill.class, Standstill.class).worst();
  }
}
