/** Handlers bound to sessions, error answers, health and operations endpoints. */
@NullMarked
package dev.heddle.web;

import org.jspecify.annotations.NullMarked;
