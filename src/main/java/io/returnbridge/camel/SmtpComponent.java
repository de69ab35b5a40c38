package io.returnbridge.camel;

import io.returnbridge.alerts.MailConnection;
import io.returnbridge.settings.MailServer;
import io.returnbridge.settings.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import org.apache.camel.component.mail.MailComponent;
import org.apache.camel.component.mail.MailConfiguration;

/**
 * The component {@code smtp} with the encryption and login of the settings, so that no route and no
 * endpoint's address carries a password.
 */
@ApplicationScoped
public class SmtpComponent {

  @Produces
  @Named("smtp")
  @Singleton
  MailComponent component(Settings settings) {
    MailConfiguration configuration = new MailConfiguration();
    settings
        .alerts()
        .mailServer()
        .ifPresent(
            server -> {
              configuration.setJavaMailProperties(MailConnection.properties(server));
              server.login().ifPresent(login -> login(configuration, login));
            });
    return new MailComponent(configuration);
  }

  private static void login(MailConfiguration configuration, MailServer.Login login) {
    configuration.setUsername(login.username());
    configuration.setPassword(login.password());
  }
}
