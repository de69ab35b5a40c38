/** Whatever cannot be done safely: cases with a cause, an owner and a next step. */
@NullMarked
package io.returnbridge.cases;

import org.jspecify.annotations.NullMarked;
