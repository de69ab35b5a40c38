package io.returnbridge.mappings;

/** One reason of Reveni and the approved code that it means. Several reasons may mean one code. */
public record ReasonRow(
    String reveniReason, String code, String category, String labelEn, String labelEs) {}
