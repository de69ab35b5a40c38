@NullMarked
package io.returnbridge.failure;

import org.jspecify.annotations.NullMarked;
