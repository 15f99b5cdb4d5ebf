/** The scenarios that go through HTTP: servers side by side, overload, and start. */
@NullMarked
package dev.heddle.bench.http;

import org.jspecify.annotations.NullMarked;
