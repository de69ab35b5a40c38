package io.returnbridge.console;

import io.quarkus.security.identity.SecurityIdentity;
import io.returnbridge.api.Language;
import io.returnbridge.api.Roles;
import io.returnbridge.decisions.Person;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Named;
import java.util.List;
import java.util.stream.Stream;

/** Who looks at the page, for every template as {@code inject:me}. */
@Named("me")
@RequestScoped
public class Me {

  private final SecurityIdentity login;
  private final Language language;

  Me(SecurityIdentity login, Language language) {
    this.login = login;
    this.language = language;
  }

  public boolean isKnown() {
    return !login.isAnonymous();
  }

  public String name() {
    return login.getPrincipal().getName();
  }

  public List<Room> rooms() {
    return Room.open(login::hasRole);
  }

  public boolean may(String room) {
    return rooms().stream().anyMatch(open -> open.word().equals(room));
  }

  public String language() {
    return language.now().getLanguage();
  }

  /** Which times all pages show. */
  public String zone() {
    return language.zone().getId();
  }

  /** The other language, and its name in itself. */
  public String otherLanguage() {
    return language().equals("en") ? "es" : "en";
  }

  /** Whether evidence may be seen. */
  public boolean mayAudit() {
    return login.hasRole(Roles.FINANCE)
        || login.hasRole(Roles.INTEGRATION)
        || login.hasRole(Roles.ADMIN);
  }

  boolean has(String... roles) {
    return Stream.of(roles).anyMatch(login::hasRole);
  }

  public boolean decides(String owner) {
    return person().mayDecide(owner);
  }

  Person person() {
    return new Person(name(), login.getRoles());
  }
}
