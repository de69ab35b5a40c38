package io.returnbridge.api;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.lang.reflect.Modifier;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.FieldInfo;
import org.jboss.jandex.IndexView;
import org.jspecify.annotations.Nullable;

/**
 * At the build: what is {@code @Nullable} in a record may be null in the API's description, which
 * would say otherwise that it is always there.
 */
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public class AbsentFields implements OASFilter {

  private static final DotName NULLABLE = DotName.createSimple(Nullable.class.getName());
  private static final String OURS = "io.returnbridge.";

  private final List<ClassInfo> records;

  public AbsentFields(IndexView index) {
    this.records =
        index.getKnownClasses().stream()
            .filter(type -> type.isRecord() && type.name().toString().startsWith(OURS))
            .toList();
  }

  @Override
  public void filterOpenAPI(OpenAPI document) {
    document
        .getComponents()
        .getSchemas()
        .forEach(
            (name, schema) -> {
              if (schema.getProperties() != null) {
                nullable(name, schema.getProperties().keySet())
                    .forEach(field -> mayBeNull(schema, field));
              }
            });
  }

  /** Of the record that the schema was made of: its name begins so, and it has these fields. */
  private Set<String> nullable(String schema, Set<String> fields) {
    return records.stream()
        .filter(type -> schema.startsWith(type.simpleName()) && fields(type).equals(fields))
        .flatMap(type -> type.fields().stream())
        .filter(field -> field.type().hasAnnotation(NULLABLE))
        .map(FieldInfo::name)
        .collect(Collectors.toSet());
  }

  private static Set<String> fields(ClassInfo type) {
    return type.fields().stream()
        .filter(field -> !Modifier.isStatic(field.flags()))
        .map(FieldInfo::name)
        .collect(Collectors.toCollection(HashSet::new));
  }

  private static void mayBeNull(Schema schema, String field) {
    Schema type = Map.copyOf(schema.getProperties()).get(field);
    if (type.getType() == null) {
      Schema nothing = OASFactory.createSchema().addType(SchemaType.NULL);
      schema.addProperty(field, OASFactory.createSchema().anyOf(List.of(type, nothing)));
    } else if (!type.getType().contains(SchemaType.NULL)) {
      type.addType(SchemaType.NULL);
    }
  }
}
