package io.returnbridge.edge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RawAddressTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/webhooks/reveni/es-main",
        "/api/returns?order=A%20b&rma=%C3%A9&x=a+b|{}",
        "/api/returns?next=/../%2F",
        "/api/exceptions/has%20space",
        "/hawtio/jolokia/read/org.apache.camel:context=x,type=routes,name=%22y%22/*",
        "/q/swagger-ui/"
      })
  void one_spelling_of_a_path_is_taken(String address) {
    assertThat(RawAddress.fault(address)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "x",
        "http://x/y",
        "//x",
        "/x//y",
        "/x//",
        "/.",
        "/..",
        "/x/../y",
        "/x/..",
        "/x/./y",
        "/%2e",
        "/x%2Fy",
        "/x%5cy",
        "/x\\y",
        "/x;y",
        "/x%3By",
        "/%61pi",
        "/x%00",
        "/x%0a",
        "/x%7F",
        "/x%",
        "/x%4",
        "/x%g1",
        "/x%25",
        "/x%ff",
        "/x y",
        "/x\u0000",
        "/\u00e9",
        "/x\"y",
        "/x#y",
        "/x?y#z",
        "/x?\\",
        "/x?%",
        "/x?%00",
        "/x?%ff",
        "/x?a b"
      })
  void every_other_is_a_fault_in_words(String address) {
    assertThat(RawAddress.fault(address)).isNotNull().doesNotContain("null");
  }
}
