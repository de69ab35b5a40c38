/** What people decide about cases, and what becomes of it at once. */
@NullMarked
package io.returnbridge.decisions;

import org.jspecify.annotations.NullMarked;
