@NullMarked
package io.returnbridge.reveni;

import org.jspecify.annotations.NullMarked;
