@NullMarked
package io.returnbridge.credit;

import org.jspecify.annotations.NullMarked;
