package io.returnbridge.settings;

import java.util.List;

/** Everything that is wrong with the settings, one line each: the variable and what to do. */
public final class SettingsProblems extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final List<String> problems;

  public SettingsProblems(List<String> problems) {
    super(String.join(System.lineSeparator(), problems));
    this.problems = List.copyOf(problems);
  }

  public List<String> problems() {
    return problems;
  }
}
