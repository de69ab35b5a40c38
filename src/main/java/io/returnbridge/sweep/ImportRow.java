package io.returnbridge.sweep;

/**
 * One row of an import; a cell that is empty or missing is an empty text.
 *
 * @param line of the file, from 1
 */
record ImportRow(long line, String store, String returnId, String rma, String refundId) {}
