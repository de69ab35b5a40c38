package io.returnbridge.journey;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.FilePayload;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A person of the warehouse at the console, with keys only. */
final class ScanningPerson extends ConsolePerson {

  ScanningPerson(URI address, String language, int width) {
    super(address, language, width);
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
