/** What the program says in English, read in Spanish. */
@NullMarked
package io.returnbridge.spanish;

import org.jspecify.annotations.NullMarked;
