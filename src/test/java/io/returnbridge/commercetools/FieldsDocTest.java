package io.returnbridge.commercetools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FieldsDocTest {

  @Test
  void the_page_names_every_field_that_is_written_and_no_other() throws IOException {
    String page = Files.readString(Path.of("docs/commercetools.md"));
    Set<String> named = new TreeSet<>();
    Matcher field = Pattern.compile("`(reveni[A-Z]\\w*)`").matcher(page);
    while (field.find()) {
      named.add(field.group(1));
    }
    assertThat(named)
        .isEqualTo(
            Arrays.stream(OurField.values())
                .map(OurField::field)
                .collect(Collectors.toCollection(TreeSet::new)));
    for (OurType type : OurType.values()) {
      assertThat(page).contains("`" + type.key() + "`");
    }
  }
}
