package io.returnbridge.embedded;

import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;
import org.apache.kafka.common.security.scram.ScramCredential;
import org.apache.kafka.common.security.scram.ScramCredentialCallback;
import org.apache.kafka.common.security.scram.internals.ScramFormatter;
import org.apache.kafka.common.security.scram.internals.ScramMechanism;
import org.jspecify.annotations.Nullable;

/**
 * Lets in who has the broker's own login. The broker's usual way looks credentials up in its
 * metadata, which can be read only by who is logged in already, and which data of an older version
 * does not have. Kafka makes this object by its name.
 */
public final class OneScramLogin implements AuthenticateCallbackHandler {

  /** The least that Kafka takes; the password is long and random. */
  private static final int ITERATIONS = 4096;

  private String user = "";
  private @Nullable ScramCredential credential;

  @Override
  public void configure(
      Map<String, ?> configs, String mechanism, List<AppConfigurationEntry> entries) {
    Map<String, ?> login = entries.get(0).getOptions();
    user = String.valueOf(login.get("username"));
    try {
      credential =
          new ScramFormatter(ScramMechanism.forMechanismName(mechanism))
              .generateCredential(String.valueOf(login.get("password")), ITERATIONS);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void handle(Callback[] callbacks) throws UnsupportedCallbackException {
    boolean known = false;
    for (Callback callback : callbacks) {
      if (callback instanceof NameCallback name) {
        known = user.equals(name.getDefaultName());
      } else if (callback instanceof ScramCredentialCallback wanted) {
        if (known && credential != null) {
          wanted.scramCredential(credential);
        }
      } else {
        throw new UnsupportedCallbackException(callback);
      }
    }
  }

  @Override
  public void close() {}
}
