package io.returnbridge.mappings;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.model.ReturnStage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules of the stores, channels, reasons, dispositions, statuses and timing. */
class TableRulesTest {
  @TempDir Path temporary;
  private Tables tables;

  @BeforeEach
  void copyTables() throws IOException {
    tables = new Tables(temporary);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "e s,,ES,EUR,es-ES,web-es,agreed | store | \"e s\" is not a store key: use 1 to 64 letters, digits, _ and -",
        "es,?,ES,EUR,es-ES,web-es,agreed | commercetools_store | \"?\" is not a key of commercetools: use 2 to 256 letters, digits, _ and -",
        "es,,SP,EUR,es-ES,web-es,agreed | country | \"SP\" is not a country: use ISO 3166, such as ES",
        "es,,,EUR,es-ES,web-es,agreed | country | is empty: fill it in",
        "es,,ES,EURO,es-ES,web-es,agreed | currency | \"EURO\" is not a currency: use ISO 4217, such as EUR",
        "es,,ES,XXX,es-ES,web-es,agreed | currency | \"XXX\" is not a currency: use ISO 4217, such as EUR",
        "es,,ES,EUR,es_ES,web-es,agreed | locale | \"es_ES\" is not a locale: use one such as es-ES or en-GB",
        "es,,ES,EUR,xx-ES,web-es,agreed | locale | \"xx-ES\" is not a locale: use one such as es-ES or en-GB",
        "es,,ES,EUR,es-ES,web-fr,agreed | default_channel | \"web-fr\" is not a channel of channels.csv (did you mean \"web-es\"?)",
        "es,,ES,EUR,es-ES,web-es,agree | exchange_release | \"agree\" is not known (did you mean \"agreed\"?): use one of agreed, accepted",
      })
  void aStoreRow(String row, String column, String message) throws IOException {
    tables.write(
        "stores.csv",
        "store,commercetools_store,country,currency,locale,default_channel,exchange_release",
        row);
    assertThat(tables.errors())
        .containsExactly("mappings/stores.csv:2 column \"%s\": %s".formatted(column, message));
  }

  @Test
  void storesAreNotThereTwiceNorShareTheirVariables() throws IOException {
    tables.write(
        "stores.csv",
        "store,country,currency,locale",
        "a-b,ES,EUR,es-ES",
        "A_b,ES,EUR,es-ES",
        "a-b,ES,EUR,es-ES");
    assertThat(tables.errors())
        .containsExactly(
            "mappings/stores.csv:3 column \"store\": \"A_b\" reads the same variables REVENI_A_B_… as"
                + " \"a-b\" in line 2: rename one",
            "mappings/stores.csv:4 column \"store\": \"a-b\" is in line 2 already: remove one of the"
                + " two");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "web-es,outlet,wh-es-inspection, | stock_channel | \"wh-es-inspection\" is \"awaiting-inspection\" in line 5 and cannot be \"outlet\" too: use a stock channel that holds nothing but goods awaiting inspection",
        "web-es,outlet,wh-es, | stock_channel | \"wh-es\" is \"saleable\" in line 6 and cannot be \"outlet\" too, since \"outlet\" goods would be on sale: use a stock channel that holds nothing but that",
        "web-es,outlet,wh-uk, | stock_channel | \"wh-uk\" is \"saleable\" in line 3 and cannot be \"outlet\" too, since \"outlet\" goods would be on sale: use a stock channel that holds nothing but that",
        "web-fr,saleable,wh-es-quarantine, | stock_channel | \"wh-es-quarantine\" is \"quarantine\" in line 7 and cannot be \"saleable\" too, since \"quarantine\" goods would be on sale: use a stock channel that holds nothing but that",
        "web-es,outlet,wh-es-defective, | stock_channel | \"wh-es-defective\" is \"defective\" in line 8 and cannot be \"outlet\" too: use a stock channel that holds nothing but that",
        "web-fr,saleable,wh-uk-inspection, | stock_channel | \"wh-uk-inspection\" is \"awaiting-inspection\" in line 2 and cannot be \"saleable\" too, since \"awaiting-inspection\" goods would be on sale: use a stock channel that holds nothing but goods awaiting inspection",
        "web-uk,saleable,wh-es,wms | writer | \"wh-es\" is written by \"middleware\" in line 6: one stock channel has one writer, make them equal",
        "web-es,outlet,wh-es,someone | writer | \"someone\" is not known: use one of middleware, wms",
        "web-es,saleable,wh-es, | location | \"saleable\" is in line 6 already: remove one of the two",
        "web-es,none,wh-es, | location | \"none\" means nowhere: remove the line",
        "web-es,*,wh-es, | location | \"*\" is not a location: use letters, digits, _ and -",
        "w,outlet,wh-es, | channel | \"w\" is not a key of commercetools: use 2 to 256 letters, digits, _ and -",
        "web-es,outlet,, | stock_channel | is empty: fill it in",
      })
  void aChannelRow(String row, String column, String message) throws IOException {
    tables.write(
        "channels.csv",
        "channel,location,stock_channel,writer",
        "web-uk,awaiting-inspection,wh-uk-inspection",
        "web-uk,saleable,wh-uk",
        "# Spain",
        "web-es,awaiting-inspection,wh-es-inspection",
        "web-es,saleable,wh-es",
        "web-es,quarantine,wh-es-quarantine",
        "web-es,defective,wh-es-defective",
        "web-uk,outlet,wh-uk-outlet",
        row);
    // The example row of channel "w" is a channel of its own, which then lacks its two locations.
    assertThat(tables.errors())
        .filteredOn(error -> error.startsWith("mappings/channels.csv"))
        .contains("mappings/channels.csv:10 column \"%s\": %s".formatted(column, message))
        .filteredOn(
            error ->
                !error.matches(
                    ".*channel \"(w|web-fr)\" has no.*|.*\"saleable\" is in line 3 already.*"))
        .hasSize(1);
  }

  @Test
  void everyChannelHasInspectionAndSaleableStock() throws IOException {
    tables.replace("channels.csv", "web-uk,awaiting-inspection,wh-uk-inspection,middleware\n", "");
    tables.replace("channels.csv", "web-es,saleable,wh-es,middleware\n", "");
    assertThat(tables.errors())
        .containsExactly(
            "mappings/channels.csv:9 column \"location\": channel \"web-es\" has no \"saleable\": add a"
                + " line \"web-es,saleable,<stock channel>\" below this one",
            "mappings/channels.csv:13 column \"location\": channel \"web-uk\" has no"
                + " \"awaiting-inspection\": add a line \"web-uk,awaiting-inspection,<stock"
                + " channel>\" below this one");
  }

  @Test
  void aMistypedLocationIsTheOneThatIsMissing() throws IOException {
    tables.replace("channels.csv", "web-uk,awaiting-inspection,", "web-uk,awaitng-inspection,");
    tables.replace("channels.csv", "web-es,saleable,", "web-es,salable,");
    assertThat(tables.errors())
        .hasSize(2)
        .allMatch(
            error -> error.startsWith("mappings/channels.csv:") && !error.contains("add a line"))
        .anyMatch(
            error ->
                error.contains(
                        "channel \"web-uk\" has no \"awaiting-inspection\", but \"awaitng-inspection\"")
                    && error.contains("did you mean \"awaiting-inspection\"?"))
        .anyMatch(
            error ->
                error.contains("channel \"web-es\" has no \"saleable\", but \"salable\"")
                    && error.contains("did you mean \"saleable\"?"));
  }

  @Test
  void aMistypedLocationThatGoodsAreSentToIsPointedAt() throws IOException {
    tables.replace("channels.csv", "wh-es,quarantine,", "wh-es,qurantine,");
    assertThat(tables.errors())
        .noneMatch(error -> error.contains("add a line"))
        .anyMatch(
            error ->
                error.contains(
                    "channel \"wh-es\" has no \"quarantine\" in channels.csv, but \"qurantine\": correct"));
  }

  @Test
  void everyChannelHasWhereGoodsAreSent() throws IOException {
    tables.replace("channels.csv", "web-uk,outlet,wh-uk-outlet,middleware\n", "");
    tables.replace("channels.csv", "wh-es,quarantine,wh-es-quarantine,middleware\n", "");
    assertThat(tables.errors())
        .containsExactly(
            "mappings/dispositions.csv:10 column \"location\": channel \"wh-es\" has no"
                + " \"quarantine\" in channels.csv: add a line \"wh-es,quarantine,<stock channel>\""
                + " there",
            "mappings/dispositions.csv:23 column \"location\": channel \"web-uk\" has no \"outlet\""
                + " in channels.csv: add a line \"web-uk,outlet,<stock channel>\" there");
  }

  @Test
  void aLocationThatNoGoodsAreSentToMayBeOfOneChannelOnly() throws IOException {
    tables.replace("channels.csv", "# Orders whose", "web-uk,repair,wh-uk-repair\n# Orders whose");
    assertThat(tables.errors()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        ",tiny,size,S,P | reveni_reason | is empty: fill it in",
        "tiny,too small,size,S,P | code | \"too small\" is not a code: use 2 to 64 letters, digits, _ and -",
        "tiny,x,size,S,P | code | \"x\" is not a code: use 2 to 64 letters, digits, _ and -",
        "tiny,tiny,,S,P | category | is empty: fill it in",
        "tiny,tiny,size,,P | label_en | is empty: fill it in",
        "tiny,tiny,size,S, | label_es | is empty: fill it in",
        "tiny,damaged,fault,Broken,Llegó dañado | label_en | \"Broken\" differs from \"Arrived damaged\" in line 9, which has the same code: make them equal",
        "tiny,damaged,size,Arrived damaged,Llegó dañado | category | \"size\" differs from \"fault\" in line 9, which has the same code: make them equal",
        "TOO_SMALL,tiny,size,S,P | reveni_reason | \"TOO_SMALL\" is in line 5 already: remove one of the two",
      })
  void aReasonRow(String row, String column, String message) throws IOException {
    tables.replace("reason-codes.csv", "better_price,", row + "\nbetter_price,");
    assertThat(tables.errors())
        .containsExactly(
            "mappings/reason-codes.csv:19 column \"%s\": %s".formatted(column, message));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "to-small,a,saleable,, | reason | \"to-small\" is not a code of reason-codes.csv (did you mean \"too-small\"?)",
        "too-small,,saleable,, | grade | is empty: fill it in",
        "too-small,a b,saleable,, | grade | \"a b\" is not a grade: use letters, digits, _ and -, or *",
        "too-small,a,qurantine,, | location | \"qurantine\" is not a location of channels.csv (did you mean \"quarantine\"?)",
        "too-small,a,nowhere-at-all,, | location | \"nowhere-at-all\" is not a location of channels.csv: use one that is there, or add it there",
        "too-small,a,awaiting-inspection,, | location | \"awaiting-inspection\" is where the goods come from: name where they go, or none",
        "too-small,a,saleable,BackinStok, | shipment_state | \"BackinStok\" is not known (did you mean \"BackInStock\"?): use one of BackInStock, Unusable",
        "too-small,a,none,BackInStock, | shipment_state | goods that are put nowhere are not \"BackInStock\": use Unusable, or leave it empty",
        "too-small,a,saleable,,maybe | verdict | \"maybe\" is not known: use one of accepted, rejected, none",
        "too-small,a,saleable,,rejected | reject_reason | is empty: say why, because Reveni tells the shopper",
        "too-small,a,saleable,,accepted,worn | reject_reason | \"worn\" goes only with the verdict \"rejected\": empty it, or reject",
        "too-small,not_received,none | reason | \"too-small\" with grade \"not_received\" is never reached, because line 9 matches first: move the line above it, or remove it",
      })
  void aDispositionRow(String row, String column, String message) throws IOException {
    tables.replace("dispositions.csv", "damaged,a,", row + "\ndamaged,a,");
    assertThat(tables.errors())
        .containsExactly(
            "mappings/dispositions.csv:10 column \"%s\": %s".formatted(column, message));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*,*,quarantine | damaged,a,defective",
        "*,*,quarantine | *,c,defective",
        "damaged,*,quarantine | damaged,unusable,none",
        "*,b,outlet | damaged,b,quarantine",
        "damaged,a,quarantine | damaged,a,defective",
        "*,not_received,none | damaged,not_received,none",
      })
  void aDispositionBehindOneThatMatchesAllOfItIsNeverReached(String first, String second)
      throws IOException {
    tables.write("dispositions.csv", "reason,grade,location", first, second);
    assertThat(tables.errors())
        .singleElement()
        .asString()
        .startsWith("mappings/dispositions.csv:3 column \"reason\": ")
        .contains("is never reached, because line 2 matches first");
  }

  @Test
  void aMistakeInOneTableIsNotReportedAgainByAnother() throws IOException {
    tables.replace(
        "channels.csv",
        "web-es,quarantine,wh-es-quarantine,middleware",
        "web-es,quarantine,wh-es-quarantine,middelware");
    assertThat(tables.errors())
        .containsExactly(
            "mappings/channels.csv:8 column \"writer\": \"middelware\" is not known (did you mean"
                + " \"middleware\"?): use one of middleware, wms");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        ",x,false, | reveni_status | is empty: fill it in",
        "x,,false, | status | is empty: fill it in",
        "x,x,yes, | terminal | \"yes\" is not known: use one of true, false",
        "x,x,false,a state | order_state | \"a state\" is not a key of commercetools: use 2 to 256 letters, digits, _ and -",
        "received,x,false, | reveni_status | \"received\" is in line 8 already: remove one of the two",
      })
  void aStatusRow(String row, String column, String message) throws IOException {
    tables.replace("reveni-statuses.csv", "cancelled,cancelled", row + "\ncancelled,cancelled");
    assertThat(tables.errors())
        .containsExactly(
            "mappings/reveni-statuses.csv:14 column \"%s\": %s".formatted(column, message));
  }

  /** It is a case when Reveni sends it, not before. */
  @Test
  void aStatusOfReveniMayHaveNoRow() throws IOException {
    tables.replace("reveni-statuses.csv", "for_review,in-review,false,\n", "");
    assertThat(tables.errors()).isEmpty();
    assertThat(tables.load().statuses().find("for_review")).isEmpty();
  }

  @Test
  void howFarAReturnIsIsSaidByTheValuesElseByItsStatus() throws IOException {
    tables.replace(
        "reveni-statuses.csv",
        "received,received,false,\n",
        "received,Recibido,false,\nat_dock,received,false,\nat_locker,waiting-at-locker,false,\n");
    tables.replace("reveni-payload.yaml", "return-shipped: [shipped]", "return-shipped: [sent]");
    Mappings mappings = tables.load();
    assertThat(mappings.stage("received")).contains(ReturnStage.RECEIVED);
    assertThat(mappings.stage("at_dock")).contains(ReturnStage.RECEIVED);
    assertThat(mappings.stage("sent")).contains(ReturnStage.SHIPPED);
    assertThat(mappings.stage("shipped")).contains(ReturnStage.SHIPPED);
    assertThat(mappings.stage("partly_accepted")).contains(ReturnStage.DECIDED);
    assertThat(mappings.stage("at_locker")).isEmpty();
    assertThat(mappings.stage("incomplete")).isEmpty();
  }

  @Test
  void thePayloadNeedNotSayHowFarAReturnIs() throws IOException {
    tables.replace("reveni-payload.yaml", "  return-cancelled: [cancelled]\n", "");
    assertThat(tables.load().stage("cancelled")).contains(ReturnStage.CANCELLED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "return-shiped,realtime, | event | \"return-shiped\" is not known (did you mean \"return-shipped\"?): use one of return-opened, return-shipped, return-received, return-cancelled, return-rejected, item-accepted, item-rejected, refund-approved, refund-completed, refund-failed, refund-reversed, refund-recovered, exchange-agreed, exchange-changed, *",
        "return-shipped,, | mode | is empty: use one of realtime, batch",
        "return-shipped,batch, | schedule | is empty: a batch needs a Quartz cron expression, such as \"0 0/15 * * * ?\"",
        "return-shipped,realtime,0 0/15 * * * ? | schedule | \"0 0/15 * * * ?\" goes only with the mode \"batch\": empty it, or use batch",
        "return-shipped,batch,0 0 0 1 1 ? 2020 | schedule | \"0 0 0 1 1 ? 2020\" is not a Quartz cron expression (it never fires again): use one such as \"0 0/15 * * * ?\" (every 15 minutes)",
        "return-shipped,batch,*/15 * * * * | schedule | \"*/15 * * * *\" is not a Quartz cron expression (Unexpected end of expression): use one such as \"0 0/15 * * * ?\" (every 15 minutes)",
      })
  void aTimingRow(String row, String column, String message) throws IOException {
    tables.write("timing.csv", "event,mode,schedule", row, "*,realtime,");
    assertThat(tables.errors())
        .containsExactly("mappings/timing.csv:2 column \"%s\": %s".formatted(column, message));
  }

  @Test
  void aTimingRowBelowTheStarIsNeverReached() throws IOException {
    tables.write("timing.csv", "event,mode", "*,realtime", "return-shipped,realtime", "*,realtime");
    assertThat(tables.errors())
        .containsExactly(
            "mappings/timing.csv:3 column \"event\": \"return-shipped\" is never reached, because line"
                + " 2 (\"*\") matches first: move the line above it",
            "mappings/timing.csv:4 column \"event\": \"*\" is in line 2 already: remove one of the"
                + " two");
  }

  @Test
  void batchesHaveTheirSchedules() throws IOException {
    tables.write(
        "timing.csv",
        "event,mode,schedule",
        "return-shipped,batch,0 0/15 * * * ?",
        "return-opened,batch,0 0/15 * * * ?");
    Timing timing = tables.load().timing();
    assertThat(timing.forEvent("return-shipped").mode()).isEqualTo(Mode.BATCH);
    assertThat(timing.forEvent("refund-completed"))
        .isEqualTo(new TimingRow("refund-completed", Mode.REALTIME, null));
    assertThat(timing.schedules()).isEqualTo(List.of("0 0/15 * * * ?"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "x_1,cx,low,process,,P1D,Why,What | code | \"x_1\" is not a code: use upper-case letters, digits and _",
        "FOREIGN_CHANGE,sales,low,process,,P1D,Why,What | owner | \"sales\" is not known: use one of cx, finance, warehouse, integration",
        "FOREIGN_CHANGE,cx,hgih,process,,P1D,Why,What | severity | \"hgih\" is not known: use one of low, medium, high, critical",
        "FOREIGN_CHANGE,cx,low,human,,P1D,Why,What | verdict | \"human\" is not known: use one of integration, process, other-system",
        "FOREIGN_CHANGE,cx,low,process,1 hour,P1D,Why,What | opens_after | \"1 hour\" is not an ISO-8601 duration: use minutes, hours, days or weeks, such as PT15M, PT4H, P2D or P1W",
        "FOREIGN_CHANGE,cx,low,process,,P1M,Why,What | due | \"P1M\" is not an ISO-8601 duration: use minutes, hours, days or weeks, such as PT15M, PT4H, P2D or P1W",
        "FOREIGN_CHANGE,cx,low,process,,-PT1H,Why,What | due | \"-PT1H\" is not an ISO-8601 duration: use minutes, hours, days or weeks, such as PT15M, PT4H, P2D or P1W",
        "FOREIGN_CHANGE,cx,low,process,,PT0S,Why,What | due | nobody can act in no time: use more, such as PT4H",
        "FOREIGN_CHANGE,cx,low,process,,,Why,What | due | is empty: fill it in",
        "FOREIGN_CHANGE,cx,low,process,,P1D,,What | cause | is empty: fill it in",
        "FOREIGN_CHANGE,cx,low,process,,P1D,Why,Ask for {rmaNumber | next_step | a brace stands alone: write placeholders as {rmaNumber}",
        "FOREIGN_CHANGE,cx,low,process,,P1D,Return {rmaNo},What | cause | \"{rmaNo}\" is not a placeholder: use one of rmaNumber, returnId, orderNumber, itemId, sku, reason, refundId, amount, store, channel, grade, detail, step, subject, scanId, expected, actual",
        "FOREIGN_CHANGE,cx,low,process,,P1D,Why,What,Por {motivo},Hazlo | cause_es | \"{motivo}\" is not a placeholder: use one of rmaNumber, returnId, orderNumber, itemId, sku, reason, refundId, amount, store, channel, grade, detail, step, subject, scanId, expected, actual",
        "FOREIGN_CHANGE,cx,low,process,,P1D,Why,What,Porque,Pide {rmaNumber | next_step_es | a brace stands alone: write placeholders as {rmaNumber}",
        "STOCK_DRIFFT,cx,low,process,,P1D,Why,What | code | \"STOCK_DRIFFT\" is not a code of this program (did you mean \"STOCK_DRIFT\"?): correct it, or remove the line",
        "MY_OWN_CODE,cx,low,process,,P1D,Why,What | code | \"MY_OWN_CODE\" is not a code of this program: correct it, or remove the line",
        "FOREIGN_CHANGE,cx,low,process,-PT5M,P1D,Why,What | opens_after | \"-PT5M\" is not an ISO-8601 duration: use minutes, hours, days or weeks, such as PT15M, PT4H, P2D or P1W",
        "FOREIGN_CHANGE,cx,low,process,,P-2D,Why,What | due | \"P-2D\" is not an ISO-8601 duration: use minutes, hours, days or weeks, such as PT15M, PT4H, P2D or P1W",
        "EVENT_UNREADABLE,cx,low,process,,P1D,Why,What | code | \"EVENT_UNREADABLE\" is in line 8 already: remove one of the two",
      })
  void anExceptionRow(String row, String column, String message) throws IOException {
    tables.replace("exceptions.csv", "EVENT_UNKNOWN,", row + "\nEVENT_UNKNOWN,");
    assertThat(tables.errors())
        .containsExactly("mappings/exceptions.csv:9 column \"%s\": %s".formatted(column, message));
  }

  @Test
  void everyExceptionHasARow() throws IOException {
    tables.replace("exceptions.csv", "\nEVENT_UNKNOWN,", "\nEVENT_UNKNWON,");
    assertThat(tables.errors())
        .containsExactly(
            "mappings/exceptions.csv:9 column \"code\": \"EVENT_UNKNWON\" is not a code of this program"
                + " (did you mean \"EVENT_UNKNOWN\"?): correct it, or remove the line");
  }

  @Test
  void durationsMayBeDaysAndWeeks() throws IOException {
    tables.replace(
        "exceptions.csv", "integration,low,other-system,,P3D", "cx,low,process,P2W,P30D");
    ExceptionRow row = tables.load().exceptions().find("EVENT_UNKNOWN").orElseThrow();
    assertThat(row.opensAfter()).isEqualTo(Duration.ofDays(14));
    assertThat(row.due()).isEqualTo(Duration.ofDays(30));
  }

  @Test
  void aStarMatchesGradesThatNoRowNamesButNeverGoodsThatNeverCame() throws IOException {
    tables.write(
        "dispositions.csv",
        "reason,grade,location,shipment_state,verdict,reject_reason",
        "damaged,a,defective,,none,",
        "*,*,quarantine,,none,");
    Dispositions dispositions = tables.load().dispositions();

    assertThat(dispositions.find("damaged", "a").orElseThrow().location()).isEqualTo("defective");
    assertThat(dispositions.find("damaged", "b").orElseThrow().location()).isEqualTo("quarantine");
    assertThat(dispositions.knowsGrade("b")).isTrue();
    assertThat(dispositions.find("damaged", "not_received")).isEmpty();
    assertThat(dispositions.knowsGrade("not_received")).isFalse();
  }

  @Test
  void goodsThatNeverCameHaveARowOfTheirOwnBelowAStarAndArePutNowhere() throws IOException {
    tables.write(
        "dispositions.csv", "reason,grade,location", "*,*,quarantine", "*,not_received,none");
    assertThat(tables.errors()).isEmpty();

    tables.write("dispositions.csv", "reason,grade,location", "*,not_received,quarantine");
    assertThat(tables.errors())
        .containsExactly(
            "mappings/dispositions.csv:2 column \"location\": goods that never came are put nowhere:"
                + " use none");
  }
}
