/** What is expected to happen and by when, and the cases of what did not. */
@NullMarked
package io.returnbridge.watchdogs;

import org.jspecify.annotations.NullMarked;
