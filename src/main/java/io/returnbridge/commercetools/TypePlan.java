package io.returnbridge.commercetools;

import com.commercetools.api.models.common.LocalizedString;
import com.commercetools.api.models.type.CustomFieldEnumValue;
import com.commercetools.api.models.type.FieldDefinition;
import com.commercetools.api.models.type.Type;
import com.commercetools.api.models.type.TypeAddEnumValueActionBuilder;
import com.commercetools.api.models.type.TypeAddFieldDefinitionActionBuilder;
import com.commercetools.api.models.type.TypeChangeEnumValueLabelActionBuilder;
import com.commercetools.api.models.type.TypeDraft;
import com.commercetools.api.models.type.TypeUpdate;
import com.commercetools.api.models.type.TypeUpdateAction;
import io.returnbridge.commercetools.SetupPlan.Change;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What the Types lack. Ours are created; every Type of the same resources, ours or the merchant's,
 * gets the fields and reason codes that it lacks, and keeps all that it has.
 */
final class TypePlan {

  private static final List<String> SCOPES = List.of("manage_types");

  private final CommercetoolsClient commercetools;
  private final Map<String, String> reasons;
  private final List<Change> changes = new ArrayList<>();
  private final List<String> conflicts = new ArrayList<>();
  private final List<Lack> lacks = new ArrayList<>();

  TypePlan(CommercetoolsClient commercetools, Map<String, String> reasons) {
    this.commercetools = commercetools;
    this.reasons = reasons;
  }

  List<Change> changes() {
    return changes;
  }

  List<String> conflicts() {
    return conflicts;
  }

  /** A code that several Types lack is said once. */
  List<Lack> lacks() {
    Set<String> codes = new HashSet<>();
    List<Lack> once = new ArrayList<>();
    conflicts.forEach(conflict -> once.add(Lack.of(conflict)));
    lacks.stream()
        .filter(lack -> lack.value() == null || codes.add(lack.value()))
        .forEach(once::add);
    return once;
  }

  void compare(List<Type> types) {
    for (OurType ours : OurType.values()) {
      if (types.stream().noneMatch(type -> type.getKey().equals(ours.key()))) {
        create(ours);
      }
    }
    for (Type type : types) {
      Set<OurField> fields = new LinkedHashSet<>();
      for (OurType ours : OurType.values()) {
        if (type.getResourceTypeIds().contains(ours.resource())) {
          fields.addAll(ours.fields());
        } else if (type.getKey().equals(ours.key())) {
          conflicts.add(
              "Type "
                  + type.getKey()
                  + " is not for the resource "
                  + ours.resource().getJsonName()
                  + ": it cannot be ours; change its key");
        }
      }
      extend(type, fields);
    }
  }

  private void create(OurType ours) {
    TypeDraft draft =
        TypeDraft.builder()
            .key(ours.key())
            .name(LocalizedString.ofEnglish(ours.label()))
            .resourceTypeIds(ours.resource())
            .fieldDefinitions(
                ours.fields().stream().map(f -> FieldTypes.definition(f, reasons)).toList())
            .build();
    lacks.add(
        Lack.of(
            "commercetools has no Type %s: run setup --apply, which creates it"
                .formatted(ours.key())));
    changes.add(
        new Change(
            "create Type "
                + ours.key()
                + " ("
                + ours.resource().getJsonName()
                + ") with "
                + names(ours.fields()),
            true,
            SCOPES,
            () -> commercetools.call(api -> api.types().post(draft))));
  }

  private void extend(Type type, Set<OurField> fields) {
    Map<String, FieldDefinition> present =
        type.getFieldDefinitions().stream()
            .collect(Collectors.toMap(FieldDefinition::getName, Function.identity()));
    List<TypeUpdateAction> actions = new ArrayList<>();
    List<OurField> added = new ArrayList<>();
    Set<String> codes = new LinkedHashSet<>();
    Set<String> labels = new LinkedHashSet<>();
    for (OurField field : fields) {
      FieldDefinition definition = present.get(field.field());
      if (definition == null) {
        added.add(field);
        actions.add(
            TypeAddFieldDefinitionActionBuilder.of()
                .fieldDefinition(FieldTypes.definition(field, reasons))
                .build());
      } else if (!FieldTypes.name(definition.getType()).equals(FieldTypes.name(field.kind()))) {
        conflicts.add(
            "Type "
                + type.getKey()
                + " has a field "
                + field.field()
                + " of type "
                + FieldTypes.name(definition.getType())
                + ", and it must be "
                + FieldTypes.name(field.kind())
                + ": rename that field, then run setup again");
      } else if (field.kind() == OurField.Kind.REASON || field.kind() == OurField.Kind.REASONS) {
        actions.addAll(reasonActions(field, definition, codes, labels));
      }
    }
    if (actions.isEmpty()) {
      return;
    }
    boolean ours = isOurs(type);
    List<String> what = new ArrayList<>();
    if (!added.isEmpty() && ours) {
      lacks.add(
          Lack.of(
              "the Type %s of commercetools lacks %s: run setup --apply, which adds it"
                  .formatted(type.getKey(), names(added))));
    }
    codes.forEach(code -> lacks.add(Lack.ofReason(code, type.getKey())));
    if (!added.isEmpty()) {
      what.add("add " + names(added));
    }
    if (!codes.isEmpty()) {
      what.add("add reason codes " + String.join(", ", codes));
    }
    if (!labels.isEmpty()) {
      what.add("change the labels of " + String.join(", ", labels));
    }
    changes.add(
        new Change(
            "extend Type " + type.getKey() + ": " + String.join("; ", what),
            (ours && !added.isEmpty()) || !codes.isEmpty(),
            SCOPES,
            () -> send(type, actions)));
  }

  private void send(Type type, List<TypeUpdateAction> actions) {
    long version = type.getVersion();
    for (int from = 0; from < actions.size(); from += OrderActions.MOST) {
      TypeUpdate update =
          TypeUpdate.builder()
              .version(version)
              .actions(actions.subList(from, Math.min(actions.size(), from + OrderActions.MOST)))
              .build();
      version =
          commercetools.call(api -> api.types().withId(type.getId()).post(update)).getVersion();
    }
  }

  private List<TypeUpdateAction> reasonActions(
      OurField field, FieldDefinition definition, Set<String> codes, Set<String> labels) {
    Map<String, String> present =
        FieldTypes.values(definition.getType()).stream()
            .collect(
                Collectors.toMap(CustomFieldEnumValue::getKey, CustomFieldEnumValue::getLabel));
    List<TypeUpdateAction> actions = new ArrayList<>();
    reasons.forEach(
        (code, label) -> {
          String known = present.get(code);
          if (known == null) {
            codes.add(code);
            actions.add(
                TypeAddEnumValueActionBuilder.of()
                    .fieldName(field.field())
                    .value(FieldTypes.value(code, label))
                    .build());
          } else if (!known.equals(label)) {
            labels.add(code);
            actions.add(
                TypeChangeEnumValueLabelActionBuilder.of()
                    .fieldName(field.field())
                    .value(FieldTypes.value(code, label))
                    .build());
          }
        });
    return actions;
  }

  private static boolean isOurs(Type type) {
    for (OurType ours : OurType.values()) {
      if (ours.key().equals(type.getKey())) {
        return true;
      }
    }
    return false;
  }

  private static String names(List<OurField> fields) {
    return fields.stream().map(OurField::field).collect(Collectors.joining(", "));
  }
}
