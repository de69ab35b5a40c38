package io.returnbridge.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import io.smallrye.openapi.api.util.FilterUtil;
import jakarta.ws.rs.core.MediaType;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.parameters.RequestBody;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.FieldInfo;
import org.jboss.jandex.IndexView;
import org.jspecify.annotations.Nullable;

/**
 * At the build: mends the API's description where the code says more than its types do. What is
 * {@code @Nullable} in a record may be null.
 */
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public class ApiDescription implements OASFilter {

  private static final DotName NULLABLE = DotName.createSimple(Nullable.class.getName());
  private static final DotName NAMED = DotName.createSimple(JsonProperty.class.getName());
  private static final String OURS = "io.returnbridge.";
  private static final String SCHEMAS = "#/components/schemas/";

  private final List<ClassInfo> records;

  public ApiDescription(IndexView index) {
    this.records =
        index.getKnownClasses().stream()
            .filter(type -> type.isRecord() && type.name().toString().startsWith(OURS))
            .toList();
  }

  /** Bodies are read from bytes: their types stand in {@code openapi.yaml}. */
  @Override
  public Operation filterOperation(Operation operation) {
    RequestBody body = operation.getRequestBody();
    if (body != null && body.getContent().getMediaTypes().size() > 1) {
      body.getContent().removeMediaType(MediaType.APPLICATION_OCTET_STREAM);
    }
    return operation;
  }

  @Override
  public void filterOpenAPI(OpenAPI document) {
    Map<String, Schema> schemas = document.getComponents().getSchemas();
    if (schemas.get("JsonNode") != null) {
      // Any JSON, and not what Jackson's class has for methods.
      document.getComponents().addSchema("JsonNode", OASFactory.createSchema());
    }
    Map.copyOf(schemas)
        .forEach(
            (name, schema) -> {
              if (schema.getProperties() != null) {
                Set<String> nullable = nullable(name, schema.getProperties().keySet());
                Map.copyOf(schema.getProperties())
                    .forEach(
                        (field, type) -> {
                          if (nullable.contains(field)) {
                            mayBeNull(schema, field, type);
                          }
                        });
              }
            });
    inWords(document);
  }

  /**
   * Records of one name in several classes are told apart by the names of these, not by numbers.
   */
  private void inWords(OpenAPI document) {
    Map<String, Schema> schemas = Map.copyOf(document.getComponents().getSchemas());
    Map<String, String> words = new HashMap<>();
    schemas.forEach(
        (name, schema) -> {
          if (schema.getProperties() != null) {
            of(name, schema.getProperties().keySet())
                .filter(type -> schemas.containsKey(type.simpleName() + "1"))
                .findFirst()
                .ifPresent(type -> words.put(name, outer(type) + type.simpleName()));
          }
        });
    words.keySet().forEach(document.getComponents()::removeSchema);
    words.forEach((name, word) -> document.getComponents().addSchema(word, schemas.get(name)));
    var unused =
        FilterUtil.applyFilter(
            new OASFilter() {
              @Override
              public Schema filterSchema(Schema schema) {
                String ref = schema.getRef();
                String word = ref == null ? null : words.get(ref.replace(SCHEMAS, ""));
                if (word != null) {
                  schema.setRef(SCHEMAS + word);
                }
                return schema;
              }
            },
            document);
  }

  private static String outer(ClassInfo type) {
    DotName outer = type.enclosingClass();
    return outer == null ? "" : outer.withoutPackagePrefix().replace("Resource", "");
  }

  /** Of the record that the schema was made of: its name begins so, and it has these fields. */
  private Set<String> nullable(String schema, Set<String> fields) {
    return of(schema, fields)
        .flatMap(type -> type.fields().stream())
        .filter(field -> field.type().hasAnnotation(NULLABLE))
        .map(ApiDescription::name)
        .collect(Collectors.toSet());
  }

  private Stream<ClassInfo> of(String schema, Set<String> fields) {
    return records.stream()
        .filter(type -> schema.startsWith(type.simpleName()) && fields(type).equals(fields));
  }

  private static Set<String> fields(ClassInfo type) {
    return type.fields().stream()
        .filter(field -> !Modifier.isStatic(field.flags()))
        .map(ApiDescription::name)
        .collect(Collectors.toCollection(HashSet::new));
  }

  /** As it is in JSON. */
  private static String name(FieldInfo field) {
    AnnotationInstance named = field.annotation(NAMED);
    return named == null ? field.name() : named.value().asString();
  }

  private static void mayBeNull(Schema schema, String field, Schema type) {
    if (type.getType() == null) {
      Schema nothing = OASFactory.createSchema().addType(SchemaType.NULL);
      schema.addProperty(field, OASFactory.createSchema().anyOf(List.of(type, nothing)));
    } else if (!type.getType().contains(SchemaType.NULL)) {
      type.addType(SchemaType.NULL);
    }
  }
}
