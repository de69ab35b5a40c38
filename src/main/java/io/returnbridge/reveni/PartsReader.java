package io.returnbridge.reveni;

import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.mappings.PayloadField;
import io.returnbridge.mappings.PayloadMap;
import io.returnbridge.mappings.PayloadSection;
import io.returnbridge.mappings.PayloadUnreadable;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnSnapshot.HeldBack;
import io.returnbridge.model.ReturnSnapshot.Part;
import io.returnbridge.model.Trouble;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the lists of a return. What is wrong with one element holds back that one only: it is a
 * trouble, and stays as it was known before.
 */
final class PartsReader {

  /**
   * One of the lists.
   *
   * @param id where an element says which one it is; null for what has no id
   * @param idOf by what an element is found among the known ones
   */
  record PartList<T>(
      Part part,
      PayloadSection section,
      @Nullable PayloadField id,
      Function<JsonNode, T> read,
      Function<T, String> idOf) {}

  private final ReturnId returnId;
  private final PayloadMap map;
  private final List<Trouble> troubles;
  private final List<HeldBack> heldBack = new ArrayList<>();

  PartsReader(ReturnId returnId, PayloadMap map, List<Trouble> troubles) {
    this.returnId = returnId;
    this.map = map;
    this.troubles = troubles;
  }

  List<HeldBack> heldBack() {
    return heldBack.stream().distinct().toList();
  }

  /**
   * @param known as they were before
   */
  <T> List<T> read(JsonNode owner, PartList<T> list, List<T> known) {
    List<JsonNode> elements = map.list(owner, list.section());
    List<@Nullable String> ids = elements.stream().map(e -> id(e, list)).toList();
    Set<String> once = new HashSet<>();
    Set<String> doubled = new HashSet<>();
    for (String id : ids) {
      if (id != null && !once.add(id)) {
        doubled.add(id);
      }
    }
    List<T> read = new ArrayList<>();
    Set<String> there = new HashSet<>();
    boolean anyUnnamed = false;
    for (int i = 0; i < elements.size(); i++) {
      String id = ids.get(i);
      try {
        if (id != null && doubled.contains(id)) {
          throw new PayloadUnreadable("several have this id");
        }
        T element = list.read().apply(elements.get(i));
        read.add(element);
        there.add(list.idOf().apply(element));
      } catch (PayloadUnreadable | HeldBackPart wrong) {
        heldBack.add(new HeldBack(list.part(), id));
        troubles.add(trouble(list.part(), id, i + 1, wrong));
        if (id == null) {
          anyUnnamed = true;
        } else if (there.add(id)) {
          known(list, known, id).ifPresent(read::add);
        }
      }
    }
    if (anyUnnamed) {
      // Which of those that are not named is meant, nobody knows: each may still be there.
      known.stream().filter(k -> !there.contains(list.idOf().apply(k))).forEach(read::add);
    }
    return List.copyOf(read);
  }

  private <T> @Nullable String id(JsonNode element, PartList<T> list) {
    PayloadField field = list.id();
    try {
      return field == null ? null : map.text(element, field).orElse(null);
    } catch (PayloadUnreadable wrong) {
      return null;
    }
  }

  private static <T> Optional<T> known(PartList<T> list, List<T> known, String id) {
    return known.stream().filter(k -> list.idOf().apply(k).equals(id)).findFirst();
  }

  private Trouble trouble(Part part, @Nullable String id, int number, RuntimeException wrong) {
    if (wrong instanceof HeldBackPart held) {
      return held.trouble();
    }
    String kind = part.name().toLowerCase(Locale.ROOT);
    String what = kind + " " + (id == null ? "number " + number : id);
    return new Trouble(
        "EVENT_UNREADABLE",
        what,
        part == Part.ITEM ? id : null,
        Map.of(
            "store",
            returnId.store(),
            "returnId",
            returnId.id(),
            "detail",
            what + ", " + wrong.getMessage() + "; everything else of the return goes on"));
  }
}
