package io.returnbridge.sandbox.reveni;

import java.net.URI;
import java.util.Set;

/** A merchant's wish to be told, as {@code POST webhooks} made it. */
record Registration(String id, URI url, Set<String> eventTypes) {}
