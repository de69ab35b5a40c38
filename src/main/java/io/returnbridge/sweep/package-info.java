/**
 * Returns that are read again without an announcement: the open ones on a schedule, what Reveni
 * lists, and what an export names. A lost webhook is made up for here.
 */
@NullMarked
package io.returnbridge.sweep;

import org.jspecify.annotations.NullMarked;
