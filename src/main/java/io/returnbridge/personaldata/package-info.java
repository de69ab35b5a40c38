/** A customer's data: where it is, what of it is erased on request, and what is given to them. */
@NullMarked
package io.returnbridge.personaldata;

import org.jspecify.annotations.NullMarked;
