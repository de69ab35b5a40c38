/**
 * What is expected of a return and has not happened after its time: a case for each, which closes
 * by itself when it happens.
 */
@NullMarked
package io.returnbridge.watchdogs;

import org.jspecify.annotations.NullMarked;
