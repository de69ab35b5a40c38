package io.returnbridge.main;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class CommandLinesTest {

  private record Ended(int code, String text) {}

  private static Ended run(String... args) {
    CommandLine line = CommandLines.of(new Commands());
    StringWriter text = new StringWriter();
    line.setOut(new PrintWriter(text));
    line.setErr(new PrintWriter(text));
    return new Ended(line.execute(args), text.toString());
  }

  @Test
  void help_has_one_line_for_each_command() {
    Ended help = run("--help");
    assertThat(help.code()).isZero();
    for (CommandLine command : CommandLines.of(new Commands()).getSubcommands().values()) {
      String name = command.getCommandName();
      assertThat(help.text().lines().filter(l -> l.strip().startsWith(name + " "))).hasSize(1);
      assertThat(command.getCommandSpec().usageMessage().description()).isNotEmpty();
      Ended own = run(name, "--help");
      assertThat(own.code()).isZero();
      assertThat(own.text()).startsWith("Usage: java -jar quarkus-run.jar " + name);
    }
    assertThat(help.text().lines()).allSatisfy(l -> assertThat(l).hasSizeLessThan(121));
  }

  @Test
  void what_stands_behind_an_option_gets_to_the_command() {
    PrintStream before = System.out;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    System.setOut(new PrintStream(said, true, UTF_8));
    try {
      assertThat(run("send-test-webhook", "--return", "r1", "--store", "ess").code()).isEqualTo(1);
    } finally {
      System.setOut(before);
    }
    assertThat(said.toString(UTF_8)).startsWith("stores.csv has no store `ess`");
  }

  @Test
  void version_is_that_of_the_build() {
    assertThat(run("--version"))
        .matches(e -> e.code() == 0 && e.text().startsWith("Returnbridge "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "docter | There is no command `docter` (did you mean \"doctor\"?).",
        "serve | There is no command `serve`.",
        "setup --aply | There is no option `--aply` (did you mean \"--apply\"?).",
        "doctor now | There is no argument `now`.",
        "import returns | Missing required parameter: '<file.csv>'",
        "import invoices a.csv | Invalid value for positional parameter at index 0",
        "replay --return | Missing required parameter for option '--return' (<id>)",
        "replay --return a --return b | option '--return' (<id>) should be specified only once",
      })
  void what_is_asked_wrongly_is_said(String args, String said) {
    Ended ended = run(args.split(" "));
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.text()).startsWith(said).contains("--help");
  }

  @Test
  void what_is_asked_rightly_reaches_its_command() {
    Ended ended = run("payload", "try", "there-is-none.json", "--store", "es");

    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.text()).doesNotContain("Exception");
    assertThat(run("payload").text()).startsWith("What of it? payload try");
    assertThat(run("mappings").text()).startsWith("What of them? mappings try");
    Ended tried = run("mappings", "try", "there-is-none");
    assertThat(tried.code()).isEqualTo(1);
    assertThat(tried.text())
        .contains("there-is-none: the folder is missing")
        .doesNotContain("Exception");
  }
}
