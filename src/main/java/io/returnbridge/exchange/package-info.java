@NullMarked
package io.returnbridge.exchange;

import org.jspecify.annotations.NullMarked;
