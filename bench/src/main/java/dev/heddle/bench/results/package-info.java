/** What was measured, how it is written down, and the arithmetic on it. */
@NullMarked
package dev.heddle.bench.results;

import org.jspecify.annotations.NullMarked;
