package io.returnbridge.commercetools;

import com.commercetools.api.json.ApiModuleOptions;
import com.commercetools.api.models.common.CentPrecisionMoney;
import com.commercetools.api.models.common.HighPrecisionMoney;
import com.commercetools.api.models.order.CustomLineItemReturnItem;
import com.commercetools.api.models.order.LineItemReturnItem;
import com.commercetools.api.models.product.ProductModuleMixin;
import com.commercetools.api.models.type.CustomFieldBooleanType;
import com.commercetools.api.models.type.CustomFieldDateTimeType;
import com.commercetools.api.models.type.CustomFieldDateType;
import com.commercetools.api.models.type.CustomFieldEnumType;
import com.commercetools.api.models.type.CustomFieldLocalizedEnumType;
import com.commercetools.api.models.type.CustomFieldLocalizedStringType;
import com.commercetools.api.models.type.CustomFieldMoneyType;
import com.commercetools.api.models.type.CustomFieldNumberType;
import com.commercetools.api.models.type.CustomFieldReferenceType;
import com.commercetools.api.models.type.CustomFieldSetType;
import com.commercetools.api.models.type.CustomFieldStringType;
import com.commercetools.api.models.type.CustomFieldTimeType;
import com.commercetools.api.models.type.TypeModuleMixin;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.AnnotationIntrospector;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.introspect.NopAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.vrap.rmf.base.client.utils.json.SubType;
import io.vrap.rmf.base.client.utils.json.modules.ZonedDateTimeDeserializationModule;
import io.vrap.rmf.base.client.utils.json.modules.ZonedDateTimeSerializationModule;
import io.vrap.rmf.base.client.utils.json.modules.deserializers.LocalDateDeserializationModule;
import org.jspecify.annotations.Nullable;

/**
 * The SDK's JSON mapping without its start cost. The SDK's own mapper scans every class of {@code
 * com.commercetools} twice, which takes seconds: for 1,900 {@code @SubType}s and for its JSON
 * modules. Here a subtype is recognised by its annotation when it is met, those that are met only
 * under their base type are named, and so are the modules.
 */
final class SdkJson {

  /** One for all clients: what it has learnt of a class it need not learn again. */
  static final ObjectMapper MAPPER = mapper();

  private SdkJson() {}

  /** Custom fields and attributes are read as JSON: what they mean is known by their names. */
  static ObjectMapper mapper() {
    SimpleModule extensions = new SimpleModule("returnbridge");
    ApiModuleOptions options =
        ApiModuleOptions.of().withCustomFieldAsJsonNode(true).withAttributeAsJsonNode(true);
    new TypeModuleMixin().mixin(extensions, options);
    new ProductModuleMixin().mixin(extensions, options);
    extensions.registerSubtypes(
        LineItemReturnItem.class,
        CustomLineItemReturnItem.class,
        CentPrecisionMoney.class,
        HighPrecisionMoney.class,
        CustomFieldBooleanType.class,
        CustomFieldDateType.class,
        CustomFieldDateTimeType.class,
        CustomFieldEnumType.class,
        CustomFieldLocalizedEnumType.class,
        CustomFieldLocalizedStringType.class,
        CustomFieldMoneyType.class,
        CustomFieldNumberType.class,
        CustomFieldReferenceType.class,
        CustomFieldSetType.class,
        CustomFieldStringType.class,
        CustomFieldTimeType.class);
    return JsonMapper.builder()
        .annotationIntrospector(
            AnnotationIntrospector.pair(new JacksonAnnotationIntrospector(), new SubTypeNames()))
        .addModule(new JavaTimeModule())
        .addModule(new ZonedDateTimeSerializationModule())
        .addModule(new ZonedDateTimeDeserializationModule())
        .addModule(new LocalDateDeserializationModule())
        .addModule(extensions)
        .serializationInclusion(JsonInclude.Include.NON_NULL)
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
        .enable(DeserializationFeature.USE_LONG_FOR_INTS)
        .disable(MapperFeature.REQUIRE_TYPE_ID_FOR_SUBTYPES)
        .build();
  }

  /** The id of a subtype, as its own annotation says. */
  private static final class SubTypeNames extends NopAnnotationIntrospector {
    private static final long serialVersionUID = 1L;

    @Override
    public @Nullable String findTypeName(AnnotatedClass type) {
      SubType annotation = type.getRawType().getAnnotation(SubType.class);
      return annotation == null ? null : annotation.value();
    }
  }
}
