package io.returnbridge.camel;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.returnbridge.commerce.Shoppers.Shopper;
import io.returnbridge.engine.OwnRecord;
import io.returnbridge.outage.Circuits;
import io.returnbridge.settings.OwnStepSettings;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of the shopper's mail, up to a mail server. */
class ShopperMailRouteTest {

  @TempDir Path folder;

  private final GreenMail mails =
      new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
  private OwnStepRig rig;

  @BeforeEach
  void start() throws Exception {
    mails.start();
    rig =
        new OwnStepRig(
            folder,
            Files.readString(Path.of("routes/examples/65-shopper-mail.camel.yaml")),
            OwnStepSettings.none(),
            ShopperMailTest.mails(Optional.of(new Shopper("ana@example.com", "es"))));
    rig.property("alerts.smtp.host", "127.0.0.1");
    rig.property("alerts.smtp.port", Integer.toString(mails.getSmtp().getPort()));
    rig.camel.start();
  }

  @AfterEach
  void stop() {
    rig.close();
    mails.stop();
  }

  private void told() {
    rig.own.take(
        List.of(
            new OwnRecord(
                "shopper-mail",
                "customer.notifications.v1/0/1",
                "1001".getBytes(StandardCharsets.UTF_8),
                ShopperMailTest.REFUND.getBytes(StandardCharsets.UTF_8),
                Map.of())));
    rig.work();
  }

  @Test
  void what_is_told_is_a_mail_and_no_table_has_the_address() throws Exception {
    told();

    assertThat(mails.getReceivedMessages()).hasSize(1);
    MimeMessage mail = mails.getReceivedMessages()[0];
    assertThat(mail.getAllRecipients())
        .extracting(Object::toString)
        .containsExactly("ana@example.com");
    assertThat(mail.getSubject()).isEqualTo("El reembolso de tu pedido 1001");
    assertThat(mail.getContent().toString())
        .contains("Te hemos reembolsado 1.234,95", "devolución");
    assertThat(rig.rows()).isEmpty();
    assertThat(rig.cases()).isEmpty();
  }

  @Test
  void a_mail_server_that_is_away_is_tried_again_without_an_address_anywhere() {
    mails.stop();

    told();

    assertThat(rig.database.query("select attempt || last_error from work", r -> r.text(1)))
        .singleElement()
        .asString()
        .startsWith("1127.0.0.1:")
        .contains("has not taken the mail")
        .doesNotContain("ana");
  }

  @Test
  void a_mail_server_that_is_away_has_a_breaker() throws Exception {
    mails.stop();
    for (int n = 0; n < 5; n++) {
      told();
      rig.dueNow();
    }

    assertThat(rig.circuits.ofHost(Circuits.MAIL).orElseThrow().isOpen()).isTrue();
    assertThat(rig.circuits.paused()).containsExactly("shopper-mail");
    rig.work();
    assertThat(rig.database.query("select attempt from work", r -> r.integer(1)))
        .as("not tried")
        .containsExactly(5);
  }
}
