package dev.heddle.faults;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test class that is one row of the catalogue. A {@link Score} and the shared {@link
 * PostgresServer} are injected into its constructors and methods; after the last test the score is
 * one line of the scorecard, and the class fails when it is a bad one.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(FaultRowExtension.class)
public @interface FaultRow {

  /** The row's number in the catalogue. */
  int value();

  /** What is set otherwise than in the shipped defaults; empty when nothing is. */
  String differs() default "";

  /**
   * Why a target may be missed for now; empty when none may. Lost or doubled requests, leaks and a
   * fault that did not take place fail the row all the same.
   */
  String open() default "";

  /** The one target that may be missed, by the name that it is measured under. */
  String openFor() default "";
}
