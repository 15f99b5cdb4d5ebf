/** Tests of the HTTP side. */
@NullMarked
package dev.heddle.web;

import org.jspecify.annotations.NullMarked;
