package io.returnbridge.settings;

import java.util.Optional;

/**
 * Where alerts are handed over as e-mail.
 *
 * @param login absent: the server asks for none
 * @param from the sender's address
 */
public record MailServer(String host, int port, Tls tls, Optional<Login> login, String from) {

  /** How the connection is encrypted; certificates are always checked. */
  public enum Tls {
    NONE,
    STARTTLS,
    TLS
  }

  /** User and password at the mail server. */
  public record Login(String username, String password) {

    /** Without the password. */
    @Override
    public String toString() {
      return "Login[username=" + username + "]";
    }
  }
}
