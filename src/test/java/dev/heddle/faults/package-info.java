/**
 * The fault bench: faults injected into real PostgreSQL servers and real sockets, one test class
 * for each row of {@code docs/FAULTS.md}.
 */
@NullMarked
package dev.heddle.faults;

import org.jspecify.annotations.NullMarked;
