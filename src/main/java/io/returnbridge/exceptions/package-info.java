/** Cases: what a person has to decide, from the trouble that a step met to its end. */
@NullMarked
package io.returnbridge.exceptions;

import org.jspecify.annotations.NullMarked;
