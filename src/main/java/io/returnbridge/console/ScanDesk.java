package io.returnbridge.console;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.returnbridge.api.Refusal;
import io.returnbridge.intake.HttpProblem;
import io.returnbridge.intake.ScanGate;
import io.returnbridge.intake.StorageRoom;
import io.returnbridge.json.Json;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Scan;
import io.returnbridge.steps.inspect.ScanOutlook;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.Scans;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Takes the scans of the console, through the gate that every warehouse's scans go through. */
@ApplicationScoped
class ScanDesk {

  /** A return with what is left to inspect of it, and what was scanned of it. */
  public record Parcel(
      String store,
      String returnId,
      String rmaNumber,
      String status,
      List<ScanOutlook.Goods> goods,
      List<ScanOutlook.Made> scans) {}

  /**
   * @param place where the goods go; null where a later scan has taken the place of this one
   * @param parcel the return as it is with the scan; null while it is not known
   */
  public record Taken(String scanId, ScanOutlook.@Nullable Place place, @Nullable Parcel parcel) {}

  private static final String ID = "returnId";
  private static final String RMA = "rmaNumber";

  /** Of a return that changes each time nobody can say how it is. */
  private static final int LOOKS = 5;

  private final ReturnStates states;
  private final Scans scans;
  private final ScanOutlook outlook;
  private final ScanGate gate;
  private final StorageRoom room;

  ScanDesk(ReturnStates states, Scans scans, ScanOutlook outlook, ScanGate gate, StorageRoom room) {
    this.states = states;
    this.scans = scans;
    this.outlook = outlook;
    this.gate = gate;
    this.room = room;
  }

  /**
   * The returns that a label can mean.
   *
   * @param code a return id or an RMA number; a person types them in small letters as well
   */
  List<Parcel> find(String code) {
    return Stream.of(code, code.toUpperCase(Locale.ROOT), code.toLowerCase(Locale.ROOT))
        .map(this::meant)
        .filter(found -> !found.isEmpty())
        .findFirst()
        .orElse(List.of())
        .stream()
        .map(this::parcel)
        .toList();
  }

  private List<ReturnState> meant(String label) {
    List<ReturnState> found = states.ofId(label);
    return found.isEmpty() ? states.ofRma(label) : found;
  }

  /**
   * The return is read first, then its scans. When the step has come between, a scan that is done
   * has decided a unit that still looks open: so it is looked at once more.
   */
  private Parcel parcel(ReturnState first) {
    ReturnState state = first;
    for (int look = 1; ; look++) {
      Parcel parcel =
          new Parcel(
              state.id().store(),
              state.id().id(),
              state.rmaNumber(),
              state.snapshot().status(),
              outlook.of(state),
              outlook.made(state));
      ReturnState now = states.find(state.id()).orElse(state);
      if (now.version() == state.version() || look == LOOKS) {
        return parcel;
      }
      state = now;
    }
  }

  /**
   * Stores the scan, then says where its goods go. The same scan again is answered alike, whoever
   * sends it.
   *
   * @param source whose scan it corrects; null for one of the console's own
   * @param operator who is logged in
   */
  Taken take(@Nullable String source, byte[] body, String operator) {
    String of = source == null ? ScanGate.CONSOLE : source;
    if (room.isLow()) {
      throw Refusal.of(503, "The disk is full: nothing was stored");
    }
    String scanId;
    try {
      scanId = gate.admit(of, MediaType.APPLICATION_JSON, completed(of, body, operator));
    } catch (HttpProblem problem) {
      throw Refusal.of(problem.status(), String.valueOf(problem.getMessage()));
    }
    Scans.Stored stored = scans.find(of, scanId).orElseThrow();
    return new Taken(
        scanId,
        outlook.of(stored).orElse(null),
        Optional.ofNullable(stored.known()).flatMap(states::find).map(this::parcel).orElse(null));
  }

  /**
   * The operator is who is logged in. A label of which the browser could not know what it names is
   * sent as an RMA number, and is a return id where only such a return is known. A scan that is
   * stored stays what it was.
   */
  private byte[] completed(String source, byte[] body, String operator) {
    try {
      if (Json.MAPPER.readTree(body) instanceof ObjectNode scan) {
        requireCorrection(source, scan.path("corrects").asText());
        Optional<Scan> before =
            scans.find(source, scan.path("scanId").asText()).map(Scans.Stored::scan);
        scan.put("operator", before.map(Scan::operator).orElse(operator));
        String label = scan.path(RMA).textValue();
        if (label != null && !scan.has(ID) && isReturnId(label, before)) {
          scan.remove(RMA);
          scan.put(ID, label);
        }
        return Json.write(scan).getBytes(StandardCharsets.UTF_8);
      }
    } catch (IOException unreadable) {
      // The gate says what is wrong with it.
      return body;
    }
    return body;
  }

  /** Of another source the console only corrects what that one has sent. */
  private void requireCorrection(String source, String corrects) {
    if (!source.equals(ScanGate.CONSOLE) && scans.find(source, corrects).isEmpty()) {
      throw Refusal.of(400, "It corrects no scan of this source");
    }
  }

  /**
   * Where the goods of scans of the console go by now; those that another one has replaced lack.
   */
  Map<String, ScanOutlook.Place> places(List<String> scanIds) {
    Map<String, ScanOutlook.Place> places = new LinkedHashMap<>();
    for (String scanId : scanIds) {
      scans
          .find(ScanGate.CONSOLE, scanId)
          .flatMap(outlook::of)
          .ifPresent(place -> places.put(scanId, place));
    }
    return places;
  }

  private boolean isReturnId(String label, Optional<Scan> before) {
    return before
        .map(scan -> label.equals(scan.returnId()))
        .orElseGet(() -> states.ofRma(label).isEmpty() && !states.ofId(label).isEmpty());
  }
}
