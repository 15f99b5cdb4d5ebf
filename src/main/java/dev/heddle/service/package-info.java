/** The service that runs: commands, wiring and the users resource. */
@NullMarked
package dev.heddle.service;

import org.jspecify.annotations.NullMarked;
