package io.returnbridge.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.settings.Settings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlertTextsTest {

  private static final Recipient FINANCE = new Recipient("finance", AlertMedium.EMAIL);
  private static final AlertCase EVIL =
      new AlertCase(
          "c1",
          "OVER_REFUND",
          "critical",
          "RMA-1\r\nBcc: all@example.com",
          "ORD-1",
          "Reason <script>alert('x')</script> & \"more\"\u2028of\u202E it\nBcc: all@example.com <!channel>",
          "Look.",
          Instant.parse("2026-11-24T17:00:00Z"));

  private final AlertTexts texts = texts("https://returns.example.com/rb");

  private static AlertTexts texts(String consoleUrl) {
    Map<String, String> all =
        new HashMap<>(
            Map.of(
                "CTP_PROJECT_KEY", "shop",
                "CTP_CLIENT_ID", "id",
                "CTP_CLIENT_SECRET", "secret",
                "CTP_AUTH_URL", "https://auth.example.com",
                "CTP_API_URL", "https://api.example.com",
                "CTP_SCOPES", "manage_orders:shop",
                "REPORT_TIME_ZONE", "Europe/Madrid"));
    all.put("CONSOLE_URL", consoleUrl);
    return new AlertTexts(Settings.read(all), ConfigProvider.getConfig());
  }

  private static Digest digest(int cases, int critical, List<AlertCase> listed) {
    return new Digest(
        "d1",
        FINANCE,
        List.of(new Digest.Count("OVER_REFUND", cases, critical)),
        listed,
        0,
        List.of());
  }

  private static List<AlertCase> twentyOf(String cause) {
    List<AlertCase> cases = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      cases.add(new AlertCase("c" + i, "OVER_REFUND", "high", null, null, cause, "Look.", null));
    }
    return cases;
  }

  @Test
  void the_subject_counts_and_quotes_nothing() {
    assertThat(texts.subject(digest(3, 1, List.of(EVIL))))
        .isEqualTo("Returnbridge: 3 new cases for finance (1 critical)");
    assertThat(texts.subject(digest(1, 0, List.of(EVIL))))
        .isEqualTo("Returnbridge: 1 new case for finance");
    assertThat(texts.subject(new Digest("d", FINANCE, List.of(), List.of(), 2, List.of())))
        .isEqualTo("Returnbridge: 2 cases for finance resolved");
  }

  @Test
  void plain_text_has_counts_cause_next_step_due_time_and_link() {
    assertThat(texts.plain(digest(21, 1, List.of(EVIL))).split("\r\n"))
        .containsSubsequence(
            "21 new cases for finance (1 critical).",
            "  21 × OVER_REFUND (1 critical)",
            "1. OVER_REFUND RMA-1 Bcc: (e-mail), order ORD-1, critical, due 2026-11-24 18:00 Europe/Madrid",
            "   Reason <script>alert('x')</script> & \"more\" of it Bcc: (e-mail) <!channel>",
            "   Next: Look.",
            "   https://returns.example.com/rb/console/cases/c1",
            "And 20 more: https://returns.example.com/rb/api/exceptions?status=open&owner=finance");
  }

  @Test
  void html_shows_texts_of_cases_as_texts() {
    assertThat(texts.html(digest(2, 1, List.of(EVIL))))
        .contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;more&quot;")
        .contains("<a href=\"https://returns.example.com/rb/console/cases/c1\">")
        .contains("?status=open&amp;owner=finance\">And 1 more</a>")
        .doesNotContain("<script", "<!channel");
  }

  @Test
  void a_chat_message_calls_nobody_by_what_a_case_says() {
    assertThat(texts.message(digest(2, 1, List.of(EVIL))))
        .startsWith("*2 new cases for finance (1 critical)*\n• 2 × OVER_REFUND (1 critical)")
        .contains("<https://returns.example.com/rb/console/cases/c1|OVER_REFUND RMA-1")
        .contains("&lt;!channel&gt;", "&lt;script&gt;", " &amp; ")
        .contains("?status=open&amp;owner=finance|And 1 more>")
        .doesNotContain("<!channel", "<script");
  }

  @Test
  void texts_without_end_are_cut_and_a_message_stays_within_what_chats_take() {
    List<AlertCase> twenty = twentyOf("&".repeat(5000));

    String message = texts.message(digest(20, 0, twenty));
    assertThat(message).hasSizeLessThan(32_000).contains("And ").contains(" more>");
    assertThat(texts.plain(digest(20, 0, twenty))).hasSizeLessThan(15_000).contains("…");
    assertThat(texts.plain(digest(20, 0, twentyOf("😀".repeat(500))))).doesNotContain("\uD83D…");
  }

  @Test
  void without_a_console_address_links_go_to_this_process() {
    System.setProperty("quarkus.http.port", "8123");
    try {
      assertThat(texts("").plain(digest(1, 1, List.of(EVIL))))
          .contains("   http://127.0.0.1:8123/console/cases/c1");
    } finally {
      System.clearProperty("quarkus.http.port");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '^',
      value = {
        "ask @channel or @here or @Ana ^ ask @~channel or @~here or @~Ana",
        "<!here> <@U012345> <#C1> ^ &lt;!here&gt; &lt;@~U012345&gt; &lt;#C1&gt;",
        "<https://evil.example|Your bank> ^ &lt;https:~//evil.example|Your bank&gt;",
        "see HTTPS://evil.example ^ see HTTPS:~//evil.example",
        "[click](ftp://evil.example) ^ [click]~(ftp:~//evil.example)",
        "www.evil.example mailto:a ^ www~.evil.example mailto~:a",
        "50 % of 2 @ 3.00 & more ^ 50 % of 2 @ 3.00 &amp; more"
      })
  void in_a_chat_a_text_of_others_calls_nobody_and_leads_nowhere(String cause, String shown) {
    assertThat(texts.message(digest(1, 0, twentyOf(cause).subList(0, 1))))
        .contains("\n" + shown.replace("~", "\u200B") + "\n")
        .contains("<https://returns.example.com/rb/console/cases/c0|");
  }
}
