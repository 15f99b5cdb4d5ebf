/** What becomes of callers at a gate that is asked for more than it can do, by its policy. */
@NullMarked
package dev.heddle.bench.shedding;

import org.jspecify.annotations.NullMarked;
