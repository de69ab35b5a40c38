@NullMarked
package io.returnbridge.store;

import org.jspecify.annotations.NullMarked;
