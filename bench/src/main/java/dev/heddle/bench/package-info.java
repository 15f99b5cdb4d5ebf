/**
 * The benchmark harness: the command line, the server under test, and what every scenario is given.
 *
 * <p>Compiled with the tests, so that it cannot rot; never in the jar.
 */
@NullMarked
package dev.heddle.bench;

import org.jspecify.annotations.NullMarked;
