package io.returnbridge.steps.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.mappings.MappingFiles;
import io.returnbridge.mappings.MappingTables;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.mappings.MappingsInForce;
import io.returnbridge.model.Returns;
import io.returnbridge.store.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tables that say something else of goods come into force while these are on their way. */
class OtherTablesInBetweenTest {

  private static final MappingTables SHIPPED = Mappings.load(Path.of("mappings"));

  private final MappingsInForce mappings = new MappingsInForce(SHIPPED);
  private final StockWorld world = new StockWorld(TestDatabase.clean(), mappings);

  private static MappingTables with(String table, String text, String by) {
    Map<String, String> texts = SHIPPED.files().texts();
    assertThat(texts.get(table)).contains(text);
    texts.computeIfPresent(table, (name, before) -> before.replace(text, by));
    return MappingTables.of(MappingFiles.of("mappings", texts));
  }

  private void scanned(String id, String grade) {
    world.scan(
        """
        {"scanId":"%s","returnId":"r1","sku":"TSHIRT","quantity":1,"grade":"%s","scannedAt":"2026-11-09T16:20:41Z"}
        """
            .formatted(id, grade));
  }

  private void everyStep() {
    world.hold(Returns.ID);
    world.move("es/r1");
    world.apply("wh-es-inspection");
    world.apply("wh-es");
    world.apply("wh-es-quarantine");
    world.move("es/r1");
  }

  @Test
  void goods_that_were_moved_are_not_moved_again_and_others_go_by_the_new_tables() {
    world.known(Returns.ID, 2, true);
    world.onOrder(Returns.returned("r1_i1_1", "l1", "Initial"));
    world.onOrder(Returns.returned("r1_i1_2", "l1", "Initial"));
    scanned("s1", "a");
    everyStep();
    assertThat(world.stock("wh-es")).isOne();
    int told = world.reveni.told.size();

    mappings.put(
        with(
            "dispositions.csv",
            "*,a,saleable,BackInStock,accepted",
            "*,a,quarantine,Unusable,none"));
    everyStep();

    assertThat(world.stock("wh-es")).isOne();
    assertThat(world.stock("wh-es-quarantine")).isZero();
    assertThat(world.locations(Returns.ID)).containsExactly("saleable", "awaiting-inspection");
    assertThat(world.reveni.told).hasSize(told);

    scanned("s2", "a");
    everyStep();

    assertThat(world.stock("wh-es")).isOne();
    assertThat(world.stock("wh-es-quarantine")).isOne();
    assertThat(world.stock("wh-es-inspection")).isZero();
    assertThat(world.locations(Returns.ID)).isEqualTo(List.of("saleable", "quarantine"));
  }

  @Test
  void a_channel_that_no_row_had_is_known_to_the_next_look() {
    mappings.put(channelless());
    world.known(Returns.ID, 1, true);
    world.onOrder(Returns.returned("r1_i1_1", "l1", "Initial"));
    scanned("s1", "a");
    everyStep();
    assertThat(world.cases()).containsExactly("CHANNEL_UNKNOWN open");
    assertThat(world.stock("wh-es-inspection")).isZero();

    mappings.put(SHIPPED);
    everyStep();

    assertThat(world.cases()).containsExactly("CHANNEL_UNKNOWN resolved");
    assertThat(world.stock("wh-es")).isOne();
    assertThat(world.stock("wh-es-inspection")).isZero();
  }

  /** Goods were sold by a channel that these do not have. */
  private static MappingTables channelless() {
    Map<String, String> texts = SHIPPED.files().texts();
    texts.computeIfPresent(
        "channels.csv", (name, text) -> text.replaceAll("(?m)^web-es,", "web-old,"));
    texts.computeIfPresent("stores.csv", (name, text) -> text.replace(",web-es,", ",web-old,"));
    return MappingTables.of(MappingFiles.of("mappings", texts));
  }
}
