@NullMarked
package io.returnbridge.returns;

import org.jspecify.annotations.NullMarked;
