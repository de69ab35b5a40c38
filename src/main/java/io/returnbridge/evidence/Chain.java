package io.returnbridge.evidence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.returnbridge.model.Keys;
import io.returnbridge.model.ReturnId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How entries are chained: each hash is over the one before, and over a digest of the entry's
 * content and a salt of its own. When content and salt are erased the digest stays, so the chain
 * can be verified all the same, and nobody can find out the content by trying.
 */
public final class Chain {

  static final String FORMAT = "returnbridge-evidence/1";

  private static final JsonMapper SORTED =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  private Chain() {}

  /**
   * @param n from 1, without a gap
   * @param at when it happened
   * @param content and salt: null once erased
   * @param digest SHA-256 of salt and content
   * @param hash SHA-256 of the hash before, n, at, kind and digest
   */
  public record Entry(
      int n,
      Instant at,
      String kind,
      @Nullable JsonNode content,
      @Nullable String salt,
      String digest,
      String hash) {}

  /** What a chain of nothing has as its hash. */
  static String begin(ReturnId id) {
    return sha256(FORMAT + "\n" + id.subject());
  }

  static Entry next(String before, int n, Instant at, String kind, JsonNode content, String salt) {
    String digest = digest(salt, content);
    return new Entry(n, at, kind, content, salt, digest, hash(before, n, at, kind, digest));
  }

  /** The same text for the same content, in whatever order its fields stand. */
  static String text(JsonNode content) {
    try {
      return SORTED.writeValueAsString(SORTED.treeToValue(content, Map.class));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("What was read as JSON can be written", e);
    }
  }

  private static String digest(String salt, JsonNode content) {
    return sha256(salt + "\n" + text(content));
  }

  private static String hash(String before, int n, Instant at, String kind, String digest) {
    return sha256(String.join("\n", before, Integer.toString(n), at.toString(), kind, digest));
  }

  private static String sha256(String text) {
    return Keys.sha256(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * What is wrong with a bundle.
   *
   * @param earlier one of the same return that was taken before, which has to be its beginning
   */
  public static List<String> faults(Bundle bundle, Optional<Bundle> earlier) {
    List<String> faults = new ArrayList<>();
    if (!bundle.format().equals(FORMAT)) {
      return List.of("its format is \"" + bundle.format() + "\", not " + FORMAT);
    }
    String before = begin(new ReturnId(bundle.store(), bundle.returnId()));
    int n = 0;
    for (Entry entry : bundle.entries()) {
      n++;
      if (entry.n() != n) {
        faults.add("entry " + n + " is missing: the next is entry " + entry.n());
        return faults;
      }
      JsonNode content = entry.content();
      String salt = entry.salt();
      boolean kept = content != null && !content.isNull();
      if (kept != (salt != null)) {
        faults.add("entry " + n + " has only one of content and salt");
      } else if (kept
          && salt != null
          && content != null
          && !digest(salt, content).equals(entry.digest())) {
        faults.add("entry " + n + ": its content is not what was recorded");
      }
      if (!hash(before, n, entry.at(), entry.kind(), entry.digest()).equals(entry.hash())) {
        faults.add("entry " + n + ": the chain is broken here");
      }
      before = entry.hash();
    }
    if (!before.equals(bundle.head())) {
      faults.add("its end is missing: the last entry is not the head of the chain");
    }
    earlier.ifPresent(old -> faults.addAll(notBegunBy(bundle, old)));
    return faults;
  }

  private static List<String> notBegunBy(Bundle bundle, Bundle old) {
    int size = old.entries().size();
    boolean same =
        old.store().equals(bundle.store())
            && old.returnId().equals(bundle.returnId())
            && size <= bundle.entries().size()
            && (size == 0 || bundle.entries().get(size - 1).hash().equals(old.head()));
    return same ? List.of() : List.of("it does not go on from the earlier bundle");
  }
}
