/** Benchmarks of single parts, run by JMH. */
@NullMarked
package dev.heddle.bench.micro;

import org.jspecify.annotations.NullMarked;
