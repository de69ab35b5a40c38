package io.returnbridge.commercetools;

import com.commercetools.api.models.common.LocalizedString;
import com.commercetools.api.models.type.CustomFieldEnumType;
import com.commercetools.api.models.type.CustomFieldEnumValue;
import com.commercetools.api.models.type.CustomFieldSetType;
import com.commercetools.api.models.type.FieldDefinition;
import com.commercetools.api.models.type.FieldType;
import com.commercetools.api.models.type.FieldTypeBuilder;
import com.commercetools.api.models.type.TypeTextInputHint;
import java.util.List;
import java.util.Map;

/** Our fields as commercetools defines them. */
final class FieldTypes {

  private FieldTypes() {}

  static FieldDefinition definition(OurField field, Map<String, String> reasons) {
    return FieldDefinition.builder()
        .name(field.field())
        .label(
            LocalizedString.ofEnglish(
                "Reveni: " + field.label().toLowerCase(java.util.Locale.ROOT)))
        .required(false)
        .type(type(field.kind(), reasons))
        .inputHint(
            field.kind() == OurField.Kind.LONG_TEXT
                ? TypeTextInputHint.MULTI_LINE
                : TypeTextInputHint.SINGLE_LINE)
        .build();
  }

  private static FieldType type(OurField.Kind kind, Map<String, String> reasons) {
    FieldTypeBuilder type = FieldTypeBuilder.of();
    return switch (kind) {
      case TEXT, LONG_TEXT -> type.stringBuilder().build();
      case TEXTS -> type.setBuilder().elementType(t -> t.stringBuilder()).build();
      case AMOUNT -> type.moneyBuilder().build();
      case MOMENT -> type.dateTimeBuilder().build();
      case REASON -> reasonType(reasons);
      case REASONS -> type.setBuilder().elementType(reasonType(reasons)).build();
    };
  }

  private static CustomFieldEnumType reasonType(Map<String, String> reasons) {
    return CustomFieldEnumType.builder()
        .values(reasons.entrySet().stream().map(e -> value(e.getKey(), e.getValue())).toList())
        .build();
  }

  static CustomFieldEnumValue value(String key, String label) {
    return CustomFieldEnumValue.builder().key(key).label(label).build();
  }

  /** In commercetools' words, such as {@code Set of String}. */
  static String name(FieldType type) {
    return type instanceof CustomFieldSetType set
        ? "Set of " + name(set.getElementType())
        : type.getName();
  }

  static String name(OurField.Kind kind) {
    return name(type(kind, Map.of()));
  }

  /** Of an enum or a set of enums; empty for every other type. */
  static List<CustomFieldEnumValue> values(FieldType type) {
    if (type instanceof CustomFieldSetType set) {
      return values(set.getElementType());
    }
    return type instanceof CustomFieldEnumType e ? e.getValues() : List.of();
  }
}
