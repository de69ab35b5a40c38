package io.returnbridge.dependencies;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A library of the package, as its SBOM (CycloneDX) has it. */
record Component(String group, String name, String version, List<String> licences) {

  /** Those of the SBOM, without the program itself. */
  static List<Component> all(Path sbom) throws IOException {
    JsonNode json = new ObjectMapper().readTree(sbom.toFile());
    List<Component> all = new ArrayList<>();
    for (JsonNode of : json.path("components")) {
      List<String> licences = new ArrayList<>();
      for (JsonNode entry : of.path("licenses")) {
        JsonNode licence = entry.path("license");
        licences.add(
            licence
                .path("id")
                .asText(licence.path("name").asText(entry.path("expression").asText())));
      }
      if (!of.path("group").asText().equals("io.returnbridge")) {
        all.add(
            new Component(
                of.path("group").asText(),
                of.path("name").asText(),
                of.path("version").asText(),
                List.copyOf(licences)));
      }
    }
    return List.copyOf(all);
  }
}
