package io.returnbridge.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.TimeoutError;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A person at Hawtio's pages, in Debian's Chromium. */
final class HawtioPages implements AutoCloseable {

  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path SCREENS = Path.of("target/screens");
  private static final double PATIENCE_MILLIS = 180_000;
  private static final int CLICKS = 6;

  private final Playwright playwright =
      Playwright.create(
          new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
  private final List<String> faults = new ArrayList<>();
  private final URI address;
  private final String name;
  private final String password;
  private final Page page;

  HawtioPages(URI address, String name, String password) {
    this.address = address;
    this.name = name;
    this.password = password;
    Browser browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(CHROMIUM)
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
    BrowserContext context =
        browser.newContext(new Browser.NewContextOptions().setViewportSize(1600, 1000));
    context.setDefaultTimeout(PATIENCE_MILLIS);
    page = context.newPage();
    page.onConsoleMessage(
        message -> {
          if (message.text().contains("Content Security Policy")) {
            faults.add(message.text());
          }
        });
    page.onPageError(faults::add);
    page.onResponse(
        answer -> {
          if (answer.status() >= 400) {
            faults.add(answer.status() + " " + answer.url());
          }
        });
  }

  /** What broke, was refused by the policy, or was answered with an error. */
  List<String> faults() {
    return faults;
  }

  /** Who is not logged in is asked to, and led back. */
  void open() {
    page.navigate(address.resolve("/hawtio").toString());
    page.fill("#name", name);
    page.fill("#password", password);
    page.press("#password", "Enter");
    node("link-credit-wake-up").waitFor();
    assertThat(page.url()).contains("/hawtio/camel");
    page.locator(".react-flow__node").first().waitFor();
    keep("hawtio-camel");
  }

  /** The diagram of one, once it shows how many went through this step. */
  void openRoute(String id, String step) {
    node(id).click();
    page.getByText("type=routes,name=\"" + id + "\"").waitFor();
    Locator box =
        page.locator(".react-flow__node")
            .filter(new Locator.FilterOptions().setHasText("(ID: " + step + ")"));
    box.waitFor();
    page.waitForCondition(() -> box.locator(".number").innerText().matches("[1-9][0-9]*"));
    keep("hawtio-" + id);
  }

  void openRoutesTable() {
    Locator row =
        page.locator("tr").filter(new Locator.FilterOptions().setHasText("receive-webhook"));
    repeatUntilShown(
        row.first(),
        () -> {
          node("routes").click();
          page.locator("a").filter(exactly("Routes")).click();
        });
    page.waitForCondition(
        () -> row.first().innerText().matches("(?s).*Started.*\\b[1-9][0-9]*\\b.*"));
    keep("hawtio-routes");
  }

  void openMetrics() {
    page.navigate(address.resolve("/hawtio/runtime/metrics").toString());
    page.getByText("Thread Count").first().waitFor();
    keep("hawtio-metrics");
  }

  /** Hawtio draws its tree anew now and then; a click at that moment is lost. */
  private static void repeatUntilShown(Locator wanted, Runnable clicks) {
    for (int again = 0; again < CLICKS; again++) {
      clicks.run();
      try {
        wanted.waitFor(new Locator.WaitForOptions().setTimeout(PATIENCE_MILLIS / CLICKS));
        return;
      } catch (TimeoutError lost) {
        continue;
      }
    }
    wanted.waitFor();
  }

  private Locator node(String text) {
    return page.locator(".pf-v6-c-tree-view__node-text").filter(exactly(text)).first();
  }

  private static Locator.FilterOptions exactly(String text) {
    return new Locator.FilterOptions().setHasText(Pattern.compile("^" + text + "$"));
  }

  private void keep(String name) {
    page.screenshot(new Page.ScreenshotOptions().setPath(SCREENS.resolve(name + ".png")));
  }

  @Override
  public void close() {
    playwright.close();
  }
}
