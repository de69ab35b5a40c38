package io.returnbridge.reveni;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.returnbridge.mappings.PayloadUnreadable;

/**
 * Reads the JSON of an answer of Reveni's, as far as one that can be meant goes: what is larger,
 * deeper or of more pieces than any return, or any page of them, ends before it fills the memory.
 * Numbers stay exact.
 */
final class ReveniJson {

  /** Unpacked. */
  static final int LONGEST = 2 * 1024 * 1024;

  /** A return of 500 items, refunds and shipments has a tenth of it. */
  private static final long MOST_TOKENS = 500_000;

  private static final long MOST_TOKENS_OF_A_LIST = 2_000_000;

  private static final ObjectMapper MAPPER = mapper(MOST_TOKENS);
  private static final ObjectMapper OF_LISTS = mapper(MOST_TOKENS_OF_A_LIST);

  private ReveniJson() {}

  private static ObjectMapper mapper(long tokens) {
    return JsonMapper.builder(
            JsonFactory.builder()
                .streamReadConstraints(
                    StreamReadConstraints.builder()
                        .maxNestingDepth(64)
                        .maxNameLength(1_000)
                        .maxNumberLength(1_000)
                        .maxTokenCount(tokens)
                        .build())
                .build())
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .build();
  }

  /** Says where it goes wrong, and nothing of what is there, which may be personal. */
  static JsonNode object(String body) {
    return object(body, LONGEST, MAPPER);
  }

  /** As {@link #object}, of a page of a list. */
  static JsonNode page(String body) {
    return object(body, ReveniHttp.LARGEST_LIST, OF_LISTS);
  }

  private static JsonNode object(String body, int longest, ObjectMapper mapper) {
    if (body.length() > longest) {
      throw new PayloadUnreadable("it is larger than %d MiB".formatted(longest >> 20));
    }
    try {
      JsonNode json = mapper.readTree(body);
      if (json != null && json.isObject()) {
        return json;
      }
    } catch (JsonProcessingException e) {
      throw new PayloadUnreadable("it is not JSON that can be read" + place(e));
    }
    throw new PayloadUnreadable("it is not a JSON object");
  }

  private static String place(JsonProcessingException e) {
    return e.getLocation() == null
        ? ""
        : ", at line %d, column %d"
            .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
  }
}
