package io.returnbridge.benchmark;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Lets PostgreSQL log each statement for a while, and says which transactions a return took. */
final class StatementLog {
  private static final Pattern LINE =
      Pattern.compile("^TX(\\d+/\\d+)\\|LOG:  (?:statement|execute [^:]*): (.*)$");
  private static final Pattern ENDS = Pattern.compile("^TX\\d+/\\d+\\|.*");
  private static final Pattern BRACKETS = Pattern.compile("^(begin|commit|rollback)\\b.*");
  private static final Pattern WRITES =
      Pattern.compile(".*\\b(insert into|update|delete from|for update|for no key update)\\b.*");
  private static final int WIDTH = 400;

  private final Path log;
  private final long from;

  private StatementLog(Path log, long from) {
    this.log = log;
    this.from = from;
  }

  static StatementLog begin(Connection database, Path log) throws SQLException, IOException {
    set(
        database,
        "alter system set log_line_prefix = 'TX%v|'",
        "alter system set log_parameter_max_length = 0",
        "alter system set log_statement = 'all'",
        "select pg_reload_conf()");
    return new StatementLog(log, Files.size(log));
  }

  /** Answers what was logged since the beginning, counted a return. */
  List<String> end(Connection database, int returns) throws SQLException, IOException {
    set(
        database,
        "alter system reset log_statement",
        "alter system reset log_parameter_max_length",
        "alter system reset log_line_prefix",
        "select pg_reload_conf()");
    Map<String, List<String>> transactions = new LinkedHashMap<>();
    read(transactions);
    return report(transactions, returns);
  }

  private static void set(Connection database, String... statements) throws SQLException {
    try (Statement statement = database.createStatement()) {
      for (String one : statements) {
        statement.execute(one);
      }
    }
  }

  private void read(Map<String, List<String>> transactions) throws IOException {
    byte[] all = Files.readAllBytes(log);
    String text = new String(all, (int) from, all.length - (int) from, UTF_8);
    String transaction = "";
    StringBuilder statement = new StringBuilder();
    for (String line : (text + "\nTX0/0|end").split("\n")) {
      if (!ENDS.matcher(line).matches()) {
        statement.append(' ').append(line.strip());
        continue;
      }
      if (!transaction.isEmpty()) {
        transactions
            .computeIfAbsent(transaction, t -> new ArrayList<>())
            .add(normal(statement.toString()));
      }
      Matcher matcher = LINE.matcher(line);
      boolean matches = matcher.matches();
      transaction = matches ? matcher.group(1) : "";
      statement = new StringBuilder(matches ? matcher.group(2) : "");
    }
    transactions.values().removeIf(s -> s.stream().anyMatch(one -> one.startsWith("alter system")));
  }

  private static String normal(String statement) {
    String text = statement.replaceAll("\\s+", " ").strip().toLowerCase(Locale.ROOT);
    return text.length() <= WIDTH ? text : text.substring(0, WIDTH) + " …";
  }

  private static List<String> report(Map<String, List<String>> transactions, int returns) {
    List<String> lines = new ArrayList<>();
    lines.add("transactions a return, by the statements in them (w: has written or locked):");
    Map<List<String>, Long> shapes =
        transactions.values().stream()
            .map(t -> t.stream().filter(Predicate.not(StatementLog::bracket)).distinct().toList())
            .collect(Collectors.groupingBy(s -> s, LinkedHashMap::new, Collectors.counting()));
    Predicate<List<String>> writes = s -> s.stream().anyMatch(one -> WRITES.matcher(one).matches());
    lines.add(
        "  all %s, of which w %s"
            .formatted(
                each(transactions.size(), returns),
                each(transactions.values().stream().filter(writes).count(), returns)));
    mostFirst(shapes)
        .forEach(
            shape -> {
              lines.add(
                  "%s %s"
                      .formatted(
                          each(shape.getValue(), returns),
                          writes.test(shape.getKey()) ? "w" : "r"));
              shape.getKey().forEach(statement -> lines.add("           " + statement));
            });
    lines.add("statements a return:");
    mostFirst(
            transactions.values().stream()
                .flatMap(List::stream)
                .collect(Collectors.groupingBy(s -> s, Collectors.counting())))
        .forEach(one -> lines.add(each(one.getValue(), returns) + "  " + one.getKey()));
    return lines;
  }

  private static boolean bracket(String statement) {
    return BRACKETS.matcher(statement).matches();
  }

  private static <K> List<Map.Entry<K, Long>> mostFirst(Map<K, Long> counts) {
    return counts.entrySet().stream()
        .sorted(Map.Entry.<K, Long>comparingByValue().reversed())
        .toList();
  }

  private static String each(long count, int returns) {
    return String.format(Locale.ROOT, "%7.2f", (double) count / returns);
  }
}
