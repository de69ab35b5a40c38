package io.returnbridge.api;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.UsernamePasswordAuthenticationRequest;
import io.quarkus.vertx.http.runtime.security.HttpSecurityUtils;
import io.returnbridge.edge.ClientAddresses;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Name and password of the login form. */
@ApplicationScoped
public class FormLogin implements IdentityProvider<UsernamePasswordAuthenticationRequest> {

  private final Logins logins;
  private final LoginRecords records;
  private final ClientAddresses clients;

  FormLogin(Logins logins, LoginRecords records, ClientAddresses clients) {
    this.logins = logins;
    this.records = records;
    this.clients = clients;
  }

  @Override
  public Class<UsernamePasswordAuthenticationRequest> getRequestType() {
    return UsernamePasswordAuthenticationRequest.class;
  }

  @Override
  public Uni<SecurityIdentity> authenticate(
      UsernamePasswordAuthenticationRequest login, AuthenticationRequestContext context) {
    RoutingContext request = HttpSecurityUtils.getRoutingContextAttribute(login);
    String client = clients.of(request.request());
    Optional<Credentials> given =
        Optional.of(
            new Credentials(login.getUsername(), new String(login.getPassword().getPassword())));
    Optional<Logins.NotNow> refused = logins.refusal(given, client);
    if (refused.isPresent()) {
      request.put(Login.NOT_NOW, refused.get());
      return Uni.createFrom().failure(new AuthenticationFailedException(refused.get()));
    }
    return logins
        .identify(given, client)
        .invoke(who -> records.loggedIn(who.getPrincipal().getName(), "the form", client))
        .onFailure()
        .invoke(failed -> Login.remember(request, failed));
  }
}
