@NullMarked
package io.returnbridge.commerce;

import org.jspecify.annotations.NullMarked;
