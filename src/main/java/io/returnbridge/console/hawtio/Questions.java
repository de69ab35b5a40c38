package io.returnbridge.console.hawtio;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.returnbridge.api.Refusal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jolokia.json.JSONObject;
import org.jspecify.annotations.Nullable;

/**
 * What a body asks Jolokia for: a question, or a list of them.
 *
 * @param bulk whether the answers are a list too
 */
record Questions(List<Question> all, boolean bulk) {

  /** Hawtio asks for some dozens at once. */
  static final int MOST = 500;

  /** In bytes, all answers to one request together. */
  static final int LONGEST_ANSWER = 16 << 20;

  static final JsonMapper STRICT =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .build();

  /** The questions of a body, each with what it needs. */
  static Questions read(byte @Nullable [] body) {
    try {
      JsonNode root = STRICT.readTree(body == null ? new byte[0] : body);
      if (!root.isArray()) {
        return new Questions(List.of(Question.read(root)), false);
      }
      if (root.size() > MOST) {
        throw Refusal.badRequest("body", "At most " + MOST + " questions at once");
      }
      List<Question> all = new ArrayList<>();
      for (JsonNode node : root) {
        all.add(Question.read(node));
      }
      return new Questions(all, true);
    } catch (UnrecognizedPropertyException e) {
      throw Refusal.badRequest(
          e.getPropertyName(), "A question to Jolokia has no \"" + e.getPropertyName() + "\"");
    } catch (JsonMappingException e) {
      throw Refusal.badRequest("body", "A field of the question has the wrong type");
    } catch (IOException e) {
      throw Refusal.badRequest("body", "The body is not JSON");
    }
  }

  byte[] answered(Jolokia jolokia, Map<String, String> options) {
    if (!bulk) {
      return answered(jolokia, all.get(0), options);
    }
    ByteArrayOutputStream answers = new ByteArrayOutputStream();
    answers.write('[');
    for (int i = 0; i < all.size(); i++) {
      byte[] answer = answered(jolokia, all.get(i), options);
      if (answers.size() + answer.length > LONGEST_ANSWER) {
        throw Refusal.badRequest("body", "The answers are too long: ask for less at once");
      }
      if (i > 0) {
        answers.write(',');
      }
      answers.writeBytes(answer);
    }
    answers.write(']');
    return answers.toByteArray();
  }

  private static byte[] answered(Jolokia jolokia, Question question, Map<String, String> options) {
    return written(jolokia.answer(question.asMap(), question.options(options)));
  }

  static byte[] written(JSONObject answer) {
    try {
      return STRICT.writeValueAsBytes(answer);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Jolokia's answers are plain maps, lists and values", e);
    }
  }
}
