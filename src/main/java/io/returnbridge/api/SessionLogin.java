package io.returnbridge.api;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.TrustedAuthenticationRequest;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** The name in a session's cookie, whose roles are looked up at each request. */
@ApplicationScoped
public class SessionLogin implements IdentityProvider<TrustedAuthenticationRequest> {

  private final Logins logins;

  SessionLogin(Logins logins) {
    this.logins = logins;
  }

  @Override
  public Class<TrustedAuthenticationRequest> getRequestType() {
    return TrustedAuthenticationRequest.class;
  }

  @Override
  public Uni<SecurityIdentity> authenticate(
      TrustedAuthenticationRequest session, AuthenticationRequestContext context) {
    return Uni.createFrom()
        .item(
            () ->
                logins
                    .again(session.getPrincipal())
                    .orElseThrow(AuthenticationFailedException::new));
  }
}
