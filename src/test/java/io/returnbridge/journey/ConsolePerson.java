package io.returnbridge.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A person at the console, in Debian's Chromium. */
class ConsolePerson implements AutoCloseable {

  private static final double PATIENCE_MILLIS = 60_000;
  private static final Path SCREENS = Path.of("target/screens");
  private static final List<String> RULES =
      List.of("wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice");

  private static final List<String> SWITCHES =
      List.of(
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  private final Playwright playwright =
      Playwright.create(
          new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
  private final List<String> faults = new ArrayList<>();
  private final URI address;
  final BrowserContext context;
  final Page page;

  ConsolePerson(URI address, String language, int width) {
    this(address, language, width, ColorScheme.LIGHT);
  }

  ConsolePerson(URI address, String language, int width, ColorScheme colours, String... devices) {
    this.address = address;
    Browser browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(Path.of("/usr/bin/chromium"))
                    .setTimeout(PATIENCE_MILLIS)
                    .setArgs(Stream.concat(SWITCHES.stream(), Stream.of(devices)).toList()));
    context =
        browser.newContext(
            new Browser.NewContextOptions()
                .setLocale(language)
                .setViewportSize(width, 740)
                .setColorScheme(colours));
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

  void press(String key) {
    page.keyboard().press(key);
  }

  void type(String text) {
    page.keyboard().type(text);
  }

  /** Waits until the page is there, with its scripts. */
  void isAt(String path) {
    page.waitForCondition(() -> path().equals(path));
    page.waitForLoadState();
  }

  /** Waits until the page says it. */
  void reads(String text) {
    page.waitForCondition(() -> text().contains(text));
  }

  /** As after eight hours without a question. */
  void loseSession() {
    context.clearCookies();
  }

  String focus() {
    return page.evaluate("document.activeElement.id").toString();
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

  /** Nobody is shut out of the page as it stands, and nothing of it is out of sight. */
  void assertThatItIsUsable(String name) {
    page.screenshot(
        new Page.ScreenshotOptions().setFullPage(true).setPath(SCREENS.resolve(name + ".png")));
    assertThat(violations()).as(name).isEmpty();
    assertThat(page.evaluate("document.documentElement.scrollWidth - innerWidth"))
        .as("sideways scroll of " + name)
        .isEqualTo(0);
  }

  private List<Rule> violations() {
    return new AxeBuilder(page).withTags(RULES).analyze().getViolations();
  }

  /** The rules that the page as it stands breaks. */
  Set<String> brokenRules() {
    return violations().stream().map(Rule::getId).collect(Collectors.toSet());
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
