package io.returnbridge.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.FilePayload;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A person of the warehouse at the console, in Debian's Chromium, with keys only. */
final class ScanningPerson implements AutoCloseable {

  private static final double PATIENCE_MILLIS = 60_000;
  private static final Path SCREENS = Path.of("target/screens");
  private static final List<String> RULES =
      List.of("wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice");

  private final Playwright playwright =
      Playwright.create(
          new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
  private final List<String> faults = new ArrayList<>();
  private final URI address;
  private final BrowserContext context;
  private final Page page;

  ScanningPerson(URI address, String language, int width) {
    this.address = address;
    Browser browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(Path.of("/usr/bin/chromium"))
                    .setTimeout(PATIENCE_MILLIS)
                    .setArgs(
                        List.of(
                            "--no-sandbox",
                            "--disable-gpu",
                            "--disable-quic",
                            "--no-first-run",
                            "--disable-background-networking",
                            "--disable-component-update",
                            "--disable-sync")));
    context =
        browser.newContext(
            new Browser.NewContextOptions().setLocale(language).setViewportSize(width, 740));
    context.setDefaultTimeout(PATIENCE_MILLIS);
    page = context.newPage();
    page.onConsoleMessage(
        message -> {
          boolean isAway = message.text().contains("ERR_INTERNET_DISCONNECTED");
          if (message.type().equals("error") && !isAway) {
            faults.add(message.text());
          }
        });
    page.onPageError(faults::add);
    page.onRequest(
        request -> {
          if (!request.url().startsWith(address.toString())) {
            faults.add("asked elsewhere: " + request.url());
          }
        });
  }

  void logIn(String name, String password, String path) {
    page.navigate(address.resolve(path).toString());
    page.fill("#name", name);
    page.fill("#password", password);
    page.keyboard().press("Enter");
    page.waitForURL("**" + path);
  }

  void open(String path) {
    page.navigate(address.resolve(path).toString());
  }

  /** As a scanner does it, and as it comes back for the next code. */
  void scan(String code) {
    page.waitForCondition(() -> focus().equals("code"));
    page.keyboard().type(code);
    page.keyboard().press("Enter");
  }

  void press(String key) {
    page.keyboard().press(key);
  }

  private String focus() {
    return page.evaluate("document.activeElement.id").toString();
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

  void click(String text) {
    page.getByText(text).first().click();
  }

  String text() {
    return page.textContent("main");
  }

  String path() {
    return URI.create(page.url()).getPath();
  }

  void upload(String csv) {
    page.setInputFiles(
        "#table", new FilePayload("scans.csv", "text/csv", csv.getBytes(StandardCharsets.UTF_8)));
    page.locator("form[data-upload] button").click();
    page.waitForCondition(() -> !page.textContent("#scans-result").isBlank());
  }

  /** Nobody is shut out of the page as it stands, and nothing of it is out of sight. */
  void assertThatItIsUsable(String name) {
    page.screenshot(
        new Page.ScreenshotOptions().setFullPage(true).setPath(SCREENS.resolve(name + ".png")));
    assertThat(new AxeBuilder(page).withTags(RULES).analyze().getViolations()).as(name).isEmpty();
    assertThat(page.evaluate("document.documentElement.scrollWidth - innerWidth"))
        .as("sideways scroll of " + name)
        .isEqualTo(0);
  }

  /** What broke, was refused by the policy, or went elsewhere. */
  List<String> faults() {
    return faults;
  }

  @Override
  public void close() {
    playwright.close();
  }
}
