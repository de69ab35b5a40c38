package io.returnbridge.console;

import io.returnbridge.api.Roles;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/** A part of the console: its place in the menu, its key after {@code g}, and who may enter. */
public enum Room {
  TODAY('t', Roles.ALL),
  RETURNS('r', Roles.ALL),
  CASES('c', Roles.ALL),
  STOCK('s', Set.of(Roles.WAREHOUSE, Roles.CX, Roles.INTEGRATION, Roles.ADMIN)),
  SCAN('n', Set.of(Roles.WAREHOUSE, Roles.CX, Roles.ADMIN)),
  REPORTS('p', Set.of(Roles.FINANCE, Roles.CX, Roles.INTEGRATION, Roles.ADMIN)),
  MAPPINGS('m', Set.of(Roles.INTEGRATION, Roles.ADMIN)),
  ROUTES('o', Set.of(Roles.INTEGRATION, Roles.ADMIN)),
  SETTINGS('e', Set.of(Roles.INTEGRATION, Roles.ADMIN));

  private final char key;
  private final Set<String> roles;

  Room(char key, Set<String> roles) {
    this.key = key;
    this.roles = roles;
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public String path() {
    return "/console/" + word();
  }

  public char key() {
    return key;
  }

  static List<Room> open(Predicate<String> hasRole) {
    return Arrays.stream(values()).filter(room -> room.roles.stream().anyMatch(hasRole)).toList();
  }
}
