package io.returnbridge.api;

import io.quarkus.security.identity.SecurityIdentity;
import io.returnbridge.personaldata.EmailAddress;
import io.returnbridge.personaldata.Erasure;
import io.returnbridge.personaldata.Export;
import io.returnbridge.personaldata.Receipt;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/** A customer's data, by e-mail address: never in an address, which logs have. */
@Path("/api/personal-data")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.ADMIN)
@Blocking
public class PersonalDataResource {

  /** Of an erasure. */
  record Erase(@Nullable String email, @Nullable Boolean dryRun) {}

  /** Of an export. */
  record Ask(@Nullable String email) {}

  private final Erasure erasure;
  private final Export export;
  private final SecurityIdentity login;

  public PersonalDataResource(Erasure erasure, Export export, SecurityIdentity login) {
    this.erasure = erasure;
    this.export = export;
    this.login = login;
  }

  /** Erases what can go now, and says what goes when, and what stays and why. */
  @POST
  @Path("/erase")
  public Receipt erase(byte @Nullable [] body) {
    Erase ask = Requests.body(body, Erase.class);
    return erasure.erase(email(ask.email()), who(), Boolean.TRUE.equals(ask.dryRun()));
  }

  /** All that is kept of the customer. */
  @POST
  @Path("/export")
  public Export.OfCustomer export(byte @Nullable [] body) {
    return export.of(email(Requests.body(body, Ask.class).email()), who());
  }

  private String who() {
    return login.getPrincipal().getName();
  }

  private static EmailAddress email(@Nullable String email) {
    return EmailAddress.of(email == null ? "" : email)
        .orElseThrow(
            () ->
                Refusal.badRequest(
                    "email", "email must be an e-mail address such as ana@example.com"));
  }
}
