/** Programs under measurement in JVMs of their own, and the lines that they are told and tell. */
@NullMarked
package dev.heddle.bench.child;

import org.jspecify.annotations.NullMarked;
