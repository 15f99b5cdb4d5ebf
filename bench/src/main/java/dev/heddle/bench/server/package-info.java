/** The web servers that are measured against each other, each in a JVM of its own. */
@NullMarked
package dev.heddle.bench.server;

import org.jspecify.annotations.NullMarked;
