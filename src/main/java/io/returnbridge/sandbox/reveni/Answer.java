package io.returnbridge.sandbox.reveni;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.jspecify.annotations.Nullable;

/** Status and body of an HTTP answer. */
record Answer(int status, @Nullable JsonNode body) {

  static Answer ok(JsonNode body) {
    return new Answer(200, body);
  }

  static Answer refused(int status, String detail) {
    return new Answer(status, JsonNodeFactory.instance.objectNode().put("detail", detail));
  }
}
