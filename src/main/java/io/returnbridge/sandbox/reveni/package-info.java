/**
 * A Reveni on loopback: it speaks exactly the payload profile {@code reveni-v0}, checks what it is
 * sent more strictly than the real one may, and lets code play the shopper.
 */
@NullMarked
package io.returnbridge.sandbox.reveni;

import org.jspecify.annotations.NullMarked;
