/** Tables for spreadsheets. */
@NullMarked
package io.returnbridge.csv;

import org.jspecify.annotations.NullMarked;
