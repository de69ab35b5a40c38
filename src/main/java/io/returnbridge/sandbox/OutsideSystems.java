package io.returnbridge.sandbox;

import io.returnbridge.mappings.Mappings;
import io.returnbridge.mappings.StoreRow;
import io.returnbridge.sandbox.commercetools.CommercetoolsSandbox;
import io.returnbridge.sandbox.reveni.ReveniSandbox;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The sandbox's commercetools and its Reveni of the stores in the tables, until they are closed.
 */
record OutsideSystems(
    CommercetoolsSandbox commercetools, ReveniSandbox reveni, Map<String, String> variables)
    implements AutoCloseable {

  private static final String PROJECT = "sandbox";

  /** Both listen on loopback; the variables are those that lead the program there. */
  static OutsideSystems start(Mappings mappings) {
    List<StoreRow> rows = mappings.stores().all();
    Map<String, ReveniSandbox.Store> stores = new LinkedHashMap<>();
    Map<String, String> variables = new TreeMap<>();
    for (StoreRow row : rows) {
      ReveniSandbox.Store store =
          new ReveniSandbox.Store("store-" + row.store(), "sandbox-key-" + row.store());
      stores.put(row.store(), store);
      variables.put("REVENI_" + row.environmentName() + "_STORE_ID", store.storeId());
      variables.put("REVENI_" + row.environmentName() + "_API_KEY", store.apiKey());
    }
    CommercetoolsSandbox commercetools = CommercetoolsSandbox.start(0, PROJECT);
    ReveniSandbox reveni = ReveniSandbox.start(0, stores);
    variables.putAll(commercetools.variables());
    variables.put("REVENI_API_URL", reveni.url());
    return new OutsideSystems(commercetools, reveni, variables);
  }

  /** A shell script that sets the variables. */
  static String script(Map<String, String> variables) {
    return variables.entrySet().stream()
        .map(v -> "export " + v.getKey() + "='" + v.getValue().replace("'", "'\\''") + "'\n")
        .collect(Collectors.joining());
  }

  @Override
  public void close() {
    reveni.close();
    commercetools.close();
  }
}
