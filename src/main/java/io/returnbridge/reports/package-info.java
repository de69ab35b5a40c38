/**
 * Reports for people: what both systems say now, compared, in one sentence and its rows. They are
 * stored as they were made.
 */
@NullMarked
package io.returnbridge.reports;

import org.jspecify.annotations.NullMarked;
