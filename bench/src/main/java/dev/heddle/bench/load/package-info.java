/** Load over HTTP/1.1: a closed loop and an open one, and what they saw. */
@NullMarked
package dev.heddle.bench.load;

import org.jspecify.annotations.NullMarked;
