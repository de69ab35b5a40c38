package io.returnbridge.sandbox.commercetools;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TypesTest {
  private final CommercetoolsSandbox sandbox = CommercetoolsSandbox.start(0, "shop");
  private final Http http = new Http(sandbox);

  @BeforeEach
  void createType() {
    assertThat(
            http.post(
                    "types",
                    """
                    {'key':'stock','name':{'en':'Stock'},'resourceTypeIds':['inventory-entry'],'fieldDefinitions':[
                      {'name':'movements','label':{'en':'M'},'type':{'name':'Set','elementType':{'name':'String'}}},
                      {'name':'grade','label':{'en':'G'},'type':{'name':'Enum','values':[{'key':'A','label':'Good'}]}},
                      {'name':'fee','label':{'en':'F'},'type':{'name':'Money'}},
                      {'name':'seenAt','label':{'en':'S'},'type':{'name':'DateTime'}}]}
                    """)
                .status())
        .isEqualTo(201);
  }

  @AfterEach
  void stop() {
    sandbox.close();
  }

  private Http.Answer addField(String type, String name, String fieldType) {
    long version = sandbox.type(type).orElseThrow().path("version").asLong();
    return http.update(
        "types/key=" + type,
        version,
        "{'action':'addFieldDefinition','fieldDefinition':{'name':'%s','label':{'en':'L'},'required':false,'type':%s}}"
            .formatted(name, fieldType));
  }

  private Http.Answer entry(String fields) {
    return http.post(
        "inventory",
        "{'sku':'S','quantityOnStock':1,'custom':{'type':{'typeId':'type','key':'stock'},'fields':"
            + fields
            + "}}");
  }

  @Test
  void a_field_name_has_2_to_36_known_characters() {
    assertThat(addField("stock", "a", "{'name':'String'}").code()).isEqualTo("InvalidField");
    assertThat(addField("stock", "a".repeat(37), "{'name':'String'}").code())
        .isEqualTo("InvalidField");
    assertThat(addField("stock", "sp ace", "{'name':'String'}").code()).isEqualTo("InvalidField");
    assertThat(addField("stock", "a".repeat(36), "{'name':'String'}").status()).isEqualTo(200);
  }

  @Test
  void a_field_exists_once_in_a_type() {
    assertThat(addField("stock", "grade", "{'name':'String'}").code()).isEqualTo("DuplicateField");
  }

  @Test
  void two_types_of_one_resource_share_a_field_name_only_with_the_same_field_type() {
    http.post("types", "{'key':'other','name':{'en':'O'},'resourceTypeIds':['inventory-entry']}");
    http.post("types", "{'key':'orders','name':{'en':'O'},'resourceTypeIds':['order']}");
    assertThat(addField("other", "movements", "{'name':'String'}").code())
        .isEqualTo("InvalidField");
    assertThat(
            addField("other", "movements", "{'name':'Set','elementType':{'name':'String'}}")
                .status())
        .isEqualTo(200);
    assertThat(addField("orders", "movements", "{'name':'String'}").status()).isEqualTo(200);
  }

  @Test
  void enum_keys_are_added_and_relabelled_but_never_twice() {
    assertThat(
            http.update(
                    "types/key=stock",
                    1,
                    "{'action':'addEnumValue','fieldName':'grade','value':{'key':'B','label':'Bad'}}")
                .version())
        .isEqualTo(2);
    assertThat(
            http.update(
                    "types/key=stock",
                    2,
                    "{'action':'addEnumValue','fieldName':'grade','value':{'key':'B','label':'Bad'}}")
                .code())
        .isEqualTo("DuplicateEnumValues");
    assertThat(
            http.update(
                    "types/key=stock",
                    2,
                    "{'action':'changeEnumValueLabel','fieldName':'grade','value':{'key':'C','label':'Bad'}}")
                .status())
        .isEqualTo(400);
    assertThat(
            http.update(
                    "types/key=stock",
                    2,
                    "{'action':'removeEnumValues','fieldName':'grade','keys':['A']}")
                .code())
        .isEqualTo("InvalidJsonInput");
  }

  @Test
  void custom_fields_are_checked_against_the_type() {
    assertThat(entry("{'unknown':'x'}").code()).isEqualTo("InvalidField");
    assertThat(entry("{'movements':'x'}").code()).isEqualTo("InvalidField");
    assertThat(entry("{'movements':[1]}").code()).isEqualTo("InvalidField");
    assertThat(entry("{'movements':['m1','m2','m1']}").code()).isEqualTo("InvalidField");
    assertThat(entry("{'grade':'Z'}").code()).isEqualTo("InvalidField");
    assertThat(entry("{'fee':{'centAmount':1.5,'currencyCode':'EUR'}}").status()).isEqualTo(400);
    assertThat(entry("{'fee':{'centAmount':1,'currencyCode':'EURO'}}").code())
        .isEqualTo("InvalidField");
    assertThat(entry("{'fee':'1 EUR'}").code()).isEqualTo("InvalidField");
    assertThat(entry("{'seenAt':'yesterday'}").code()).isEqualTo("InvalidField");
    Http.Answer good =
        entry(
            "{'movements':['m1','m2'],'grade':'A','fee':{'centAmount':5,'currencyCode':'EUR'},"
                + "'seenAt':'2026-08-01T10:00:00+02:00'}");
    assertThat(good.status()).isEqualTo(201);
    assertThat(good.body().at("/custom/fields/movements")).hasSize(2);
    assertThat(good.body().at("/custom/fields/fee/fractionDigits").asInt()).isEqualTo(2);
    assertThat(good.body().at("/custom/fields/seenAt").asText())
        .isEqualTo("2026-08-01T08:00:00.000Z");
  }

  @Test
  void a_type_fits_only_its_resources() {
    assertThat(
            http.post("channels", "{'key':'c1','custom':{'type':{'typeId':'type','key':'stock'}}}")
                .code())
        .isEqualTo("InvalidField");
  }

  @Test
  void a_field_needs_a_type_on_the_resource_first_and_setting_the_type_replaces_all_fields() {
    Http.Answer bare = http.post("inventory", "{'sku':'T','quantityOnStock':1}");
    String path = "inventory/" + bare.id();
    assertThat(
            http.update(path, 1, "{'action':'setCustomField','name':'grade','value':'A'}").code())
        .isEqualTo("InvalidOperation");
    String setType =
        "{'action':'setCustomType','type':{'typeId':'type','key':'stock'},'fields':{'grade':'A'}}";
    assertThat(http.update(path, 1, setType).body().at("/custom/fields/grade").asText())
        .isEqualTo("A");
    String again =
        "{'action':'setCustomType','type':{'typeId':'type','key':'stock'},'fields':{'movements':[]}}";
    assertThat(http.update(path, 2, again).body().at("/custom/fields").has("grade")).isFalse();
  }

  @Test
  void types_are_found_by_resource() {
    assertThat(
            http.query("types", "resourceTypeIds contains any (\"order\",\"inventory-entry\")")
                .body()
                .path("count")
                .asInt())
        .isEqualTo(1);
    assertThat(
            http.query("types", "resourceTypeIds contains any (\"order\")")
                .body()
                .path("count")
                .asInt())
        .isZero();
    assertThat(http.get("types/key=stock").status()).isEqualTo(200);
  }

  @Test
  void a_bad_key_a_missing_or_unknown_field_and_an_unknown_resource_are_refused() {
    assertThat(
            http.post("types", "{'key':'a b','name':{'en':'A'},'resourceTypeIds':['order']}")
                .code())
        .isEqualTo("InvalidField");
    assertThat(http.post("types", "{'key':'ab','resourceTypeIds':['order']}").code())
        .isEqualTo("RequiredField");
    assertThat(
            http.post("types", "{'key':'ab','name':{'en':'A'},'resourceTypeIds':['orders']}")
                .code())
        .isEqualTo("InvalidField");
    assertThat(
            http.post("types", "{'key':'ab','name':{'en':'A'},'resourceTypeIds':['order'],'x':1}")
                .code())
        .isEqualTo("InvalidJsonInput");
    assertThat(
            http.post("types", "{'key':'stock','name':{'en':'A'},'resourceTypeIds':['order']}")
                .code())
        .isEqualTo("DuplicateField");
  }
}
