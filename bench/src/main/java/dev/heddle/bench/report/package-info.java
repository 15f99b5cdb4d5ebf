/** Shows results: a table for the terminal, a page for the browser. */
@NullMarked
package dev.heddle.bench.report;

import org.jspecify.annotations.NullMarked;
