@NullMarked
package io.returnbridge;

import org.jspecify.annotations.NullMarked;
