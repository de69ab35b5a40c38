package io.returnbridge.mappings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.returnbridge.model.ExchangeRelease;
import io.returnbridge.model.ShipmentState;
import io.returnbridge.model.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds for every table. */
class TableFileTest {
  @TempDir Path temporary;
  private Tables tables;

  @BeforeEach
  void copyTables() throws IOException {
    tables = new Tables(temporary);
  }

  @Test
  void theMessageHasALineForEveryErrorOfEveryFile() throws IOException {
    tables.replace("timing.csv", "realtime,", "soon,");
    tables.replace("dispositions.csv", "defective,a,quarantine", "defective,a,qurantine");
    assertThatThrownBy(tables::load)
        .isInstanceOf(MappingErrors.class)
        .hasMessage(
            "The mapping tables have 2 errors:\n"
                + ("  %s:11 column \"location\": \"qurantine\" is not a location of channels.csv"
                        + " (did you mean \"quarantine\"?)\n")
                    .formatted(tables.file("dispositions.csv"))
                + "  %s:6 column \"mode\": \"soon\" is not known: use one of realtime, batch"
                    .formatted(tables.file("timing.csv")));
  }

  @Test
  void aMissingFolderNamesTheVariable() {
    assertThatThrownBy(() -> Mappings.load(Path.of("no-such-folder")))
        .hasMessage(
            "The mapping tables have an error:\n  no-such-folder: the folder is missing: set"
                + " MAPPINGS_DIR to the folder with the mapping tables");
  }

  @Test
  void aMissingFile() throws IOException {
    Files.delete(tables.file("timing.csv"));
    assertThat(tables.errors())
        .containsExactly(
            "mappings/timing.csv: the file is missing: restore it, or point MAPPINGS_DIR at the"
                + " folder that has it");
  }

  @Test
  void anEmptyFileHasNoHeader() throws IOException {
    tables.write("timing.csv", "# nothing");
    assertThat(tables.errors())
        .containsExactly(
            "mappings/timing.csv:1 column \"event\": the header is missing: the first line must be"
                + " event,mode,schedule");
  }

  @Test
  void anUnknownColumnAndAMissingOne() throws IOException {
    tables.write("timing.csv", "evnt,mode,schedule", "*,realtime,");
    assertThat(tables.errors())
        .containsExactly(
            "mappings/timing.csv:1 column \"evnt\": is not a column of this table (did you mean"
                + " \"event\"?): its columns are event,mode,schedule",
            "mappings/timing.csv:1 column \"event\": the column is missing: the header is"
                + " event,mode,schedule");
  }

  @Test
  void aColumnThatIsThereTwice() throws IOException {
    tables.write("timing.csv", "event,mode,mode", "*,realtime,");
    assertThat(tables.errors())
        .containsExactly(
            "mappings/timing.csv:1 column \"mode\": the column is there twice: remove one of the"
                + " two");
  }

  @Test
  void aLineWithTooManyCells() throws IOException {
    tables.write("timing.csv", "event,mode", "", "*,realtime,,");
    assertThat(tables.errors())
        .containsExactly(
            "mappings/timing.csv:3 column \"mode\": the line has 4 cells and the header 2: put \"…\" around a cell"
                + " that has a comma");
  }

  @Test
  void aQuoteThatIsNotClosed() throws IOException {
    tables.write("timing.csv", "event,mode", "\"*,realtime");
    assertThat(tables.errors())
        .containsExactly(
            "mappings/timing.csv:2 column \"event\": a quote is not closed, or text follows a closed one: write"
                + " \"…\" around the whole cell, and a quote within it twice");
  }

  @Test
  void wrongUtf8NamesItsLineAndCharacter() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write("event,mode\n# ".getBytes(StandardCharsets.UTF_8));
    bytes.write("pequeño".getBytes(StandardCharsets.ISO_8859_1));
    bytes.write("\n*,realtime\n".getBytes(StandardCharsets.UTF_8));
    tables.writeBytes("timing.csv", bytes.toByteArray());
    assertThat(tables.errors())
        .containsExactly("mappings/timing.csv:2:8: the line is not UTF-8: save the file as UTF-8");
  }

  @Test
  void byteOrderMarkWindowsLineEndsCommentsAndSpacesAreAccepted() throws IOException {
    String text = "\uFEFF# made by a spreadsheet\r\nevent,mode\r\n\r\n *  , realtime\r\n";
    tables.writeBytes("timing.csv", text.getBytes(StandardCharsets.UTF_8));
    assertThat(tables.load().timing().all())
        .containsExactly(new TimingRow("*", Mode.REALTIME, null));
  }

  @Test
  void laterColumnsMayBeLeftOut() throws IOException {
    tables.write(
        "stores.csv", "store,commercetools_store,country,currency,locale", "es,,ES,EUR,es");
    tables.write("reason-codes.csv", "reveni_reason,code", "small,too-small");
    tables.write("dispositions.csv", "reason,grade,location", "*,a,saleable");
    Mappings mappings = tables.load();
    assertThat(mappings.stores().all())
        .containsExactly(new StoreRow("es", null, "ES", "EUR", "es", null, ExchangeRelease.AGREED));
    assertThat(mappings.reasons().all())
        .containsExactly(new ReasonRow("small", "too-small", "other", "too-small", "too-small"));
    assertThat(mappings.dispositions().all())
        .containsExactly(
            new DispositionRow("*", "a", "saleable", ShipmentState.UNCHANGED, Verdict.NONE, null));
  }
}
