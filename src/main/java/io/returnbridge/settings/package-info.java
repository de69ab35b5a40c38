/** What an installation sets by environment variables, read and checked once at the start. */
@NullMarked
package io.returnbridge.settings;

import org.jspecify.annotations.NullMarked;
