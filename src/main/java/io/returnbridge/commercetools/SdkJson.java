package io.returnbridge.commercetools;

import com.commercetools.api.json.ApiModuleOptions;
import com.commercetools.api.models.product.ProductModuleMixin;
import com.commercetools.api.models.type.TypeModuleMixin;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.vrap.rmf.base.client.utils.json.modules.ZonedDateTimeDeserializationModule;
import io.vrap.rmf.base.client.utils.json.modules.ZonedDateTimeSerializationModule;
import io.vrap.rmf.base.client.utils.json.modules.deserializers.LocalDateDeserializationModule;

/**
 * The SDK's JSON mapping without its start cost. The SDK's own mapper scans every class of {@code
 * com.commercetools} twice to find extensions, which takes seconds; the two extensions that matter
 * here are named instead, and no class of ours extends the SDK's subtypes.
 */
final class SdkJson {

  private SdkJson() {}

  /** Custom fields and attributes are read as JSON: what they mean is known by their names. */
  static ObjectMapper mapper() {
    SimpleModule extensions = new SimpleModule("returnbridge");
    ApiModuleOptions options =
        ApiModuleOptions.of().withCustomFieldAsJsonNode(true).withAttributeAsJsonNode(true);
    new TypeModuleMixin().mixin(extensions, options);
    new ProductModuleMixin().mixin(extensions, options);
    return JsonMapper.builder()
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
}
