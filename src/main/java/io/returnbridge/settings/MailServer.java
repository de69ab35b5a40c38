package io.returnbridge.settings;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * Where alerts are handed over as e-mail.
 *
 * @param login absent: the server asks for none
 * @param from the sender's address
 * @param trusted who vouches for the server; empty: those whom Java trusts
 */
public record MailServer(
    String host,
    int port,
    Tls tls,
    Optional<Login> login,
    String from,
    List<X509Certificate> trusted) {

  public MailServer {
    trusted = List.copyOf(trusted);
  }

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
