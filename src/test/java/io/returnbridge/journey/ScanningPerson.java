package io.returnbridge.journey;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A person of the warehouse at the console, with keys only. */
final class ScanningPerson extends ConsolePerson {

  private static final String A_CAMERA = "--use-fake-device-for-media-stream";

  ScanningPerson(URI address, String language, int width) {
    super(address, language, width);
  }

  /**
   * With a camera in the device, in a browser that reads codes: Debian's does not, so that a
   * stand-in reads what is held before it, as long as the picture moves.
   */
  static ScanningPerson withCamera(URI address, String language, int width) {
    ScanningPerson person = new ScanningPerson(address, language, width, A_CAMERA);
    person.context.addInitScript(
        """
        window.inSight = [];
        window.tracks = [];
        window.BarcodeDetector = class {
          static getSupportedFormats() { return Promise.resolve(['code_128', 'ean_13']); }
          async detect(video) {
            return video.videoWidth && !video.paused ? window.inSight.map(rawValue => ({rawValue})) : [];
          }
        };
        const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
        navigator.mediaDevices.getUserMedia = async wish => {
          const stream = await open(wish);
          window.tracks.push(...stream.getTracks());
          return stream;
        };
        """);
    return person;
  }

  private ScanningPerson(URI address, String language, int width, String camera) {
    super(address, language, width, ColorScheme.LIGHT, camera);
  }

  void allowsTheCamera() {
    context.grantPermissions(List.of("camera"));
  }

  void pressesCamera() {
    page.locator("#camera").click();
  }

  /** Before the camera, until something else is. */
  void holds(String... codes) {
    page.evaluate("codes => { window.inSight = codes; }", List.of(codes));
  }

  /** Tracks of the camera that are open, and those that were closed. */
  void hasTracks(String... states) {
    page.waitForCondition(
        () -> page.evaluate("tracks.map(t => t.readyState)").equals(List.of(states)));
  }

  /** Whether the page may ask for the camera at all. */
  boolean mayUseTheCamera() {
    return page.evaluate("document.featurePolicy.allowsFeature('camera')").equals(true);
  }

  boolean isShown(String selector) {
    return page.locator(selector).isVisible();
  }

  /** As a scanner does it, and as it comes back for the next code. */
  void scan(String code) {
    page.waitForCondition(() -> focus().equals("code"));
    page.keyboard().type(code);
    page.keyboard().press("Enter");
  }

  /** Waits until the large letters say it. */
  void isTold(String text) {
    page.waitForCondition(() -> told().contains(text));
  }

  String told() {
    return page.textContent("#big");
  }

  String sound() {
    return page.getAttribute("#scan", "data-sound");
  }

  /** Waits until the list of what is to be looked at says it. */
  void isListed(String text) {
    page.waitForCondition(() -> page.textContent("#odd").contains(text));
  }

  /** Of the list of what was scanned last, the newest first. */
  List<String> listed() {
    return page.locator("#done li").allTextContents();
  }

  void takesBack(String sku) {
    page.locator("#done li")
        .filter(new Locator.FilterOptions().setHasText(sku))
        .locator("button")
        .click();
  }

  /** What was scanned of the open return before, on this device or another one. */
  void changes(String grade) {
    page.locator("#goods li > div")
        .filter(new Locator.FilterOptions().setHasText(grade))
        .locator("button")
        .first()
        .click();
  }

  /** Nobody has to scroll to it. */
  void isInSight(String selector) {
    page.waitForCondition(
        () ->
            page.evaluate(
                    "s => { const box = document.querySelector(s).getBoundingClientRect(); return box.height > 0 && box.bottom <= innerHeight; }",
                    selector)
                .equals(true));
  }

  void isAsked(String text) {
    page.waitForCondition(() -> page.textContent("#question").contains(text));
  }

  /** Waits until the browser keeps so many scans that are not sent. */
  void keeps(int unsent) {
    page.waitForCondition(
        () ->
            page.evaluate(
                    "Object.keys(localStorage).filter(k => k.startsWith('scan/unsent/')).length")
                .equals(unsent));
  }

  /** Waits until the line at the top says it. */
  void saysOfSending(String text) {
    page.waitForCondition(() -> sent().contains(text));
  }

  String sent() {
    return page.textContent("#sent-text");
  }

  /** Once the browser keeps the page and its files. */
  void goOffline() {
    page.waitForCondition(() -> "true".equals(page.getAttribute("#scan", "data-kept")));
    page.waitForCondition(
        () ->
            page.evaluate(
                    "caches.open('returnbridge-scan').then(c => c.keys()).then(k => k.map(r => r.url).join(' '))")
                .toString()
                .contains("console.css"));
    context.setOffline(true);
  }

  void reload() {
    page.reload();
  }

  void goOnline() {
    context.setOffline(false);
  }

  void upload(String csv) {
    page.setInputFiles(
        "#table", new FilePayload("scans.csv", "text/csv", csv.getBytes(StandardCharsets.UTF_8)));
    page.locator("form[data-upload] button").click();
    page.waitForCondition(() -> !page.textContent("#scans-result").isBlank());
  }
}
