package io.returnbridge.settings;

/**
 * A variable as people may see it.
 *
 * @param secret whether its value is never shown
 * @param value empty for a secret, and for what is not set
 */
public record Variable(String name, boolean isSet, boolean secret, String value) {}
