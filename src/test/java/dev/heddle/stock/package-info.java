/** Runs the same questions against Helidon's stock JDBC client and against Heddle. */
@NullMarked
package dev.heddle.stock;

import org.jspecify.annotations.NullMarked;
