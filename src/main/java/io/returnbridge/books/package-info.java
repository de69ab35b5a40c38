/**
 * The money of returns, as finance closes it: an entry for each change, months that never change
 * once they are closed, and who paid.
 */
@NullMarked
package io.returnbridge.books;

import org.jspecify.annotations.NullMarked;
