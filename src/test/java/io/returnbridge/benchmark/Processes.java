package io.returnbridge.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** CPU and memory of processes, as Linux counts them. */
final class Processes {
  private static final long MILLIS_OF_A_TICK = 10;

  /** Places after the name in {@code /proc/<pid>/stat}. */
  private static final int USER = 11;

  private static final int SYSTEM = 12;
  private static final int USER_OF_ENDED_CHILDREN = 13;
  private static final int SYSTEM_OF_ENDED_CHILDREN = 14;

  private Processes() {}

  /** Of one process, without its children. */
  static long cpuMillis(long pid) {
    List<String> stat = stat(pid);
    return millis(stat, USER) + millis(stat, SYSTEM);
  }

  /** Of a process and of the children that it has or had. */
  static long cpuMillisWithChildren(long pid) {
    List<String> stat = stat(pid);
    long ended = millis(stat, USER_OF_ENDED_CHILDREN) + millis(stat, SYSTEM_OF_ENDED_CHILDREN);
    long living =
        ProcessHandle.of(pid).stream()
            .flatMap(ProcessHandle::children)
            .mapToLong(child -> cpuMillis(child.pid()))
            .sum();
    return cpuMillis(pid) + ended + living;
  }

  /** Resident. */
  static double residentMegabytes(long pid) throws IOException {
    return kilobytes(pid, "status", "VmRSS:") / 1024;
  }

  /** The most that has been resident. */
  static double peakMegabytes(long pid) throws IOException {
    return kilobytes(pid, "status", "VmHWM:") / 1024;
  }

  /** Of a process and its children; what they share is counted once. */
  static double sharedMegabytesWithChildren(long pid) throws IOException {
    double sum = kilobytes(pid, "smaps_rollup", "Pss:");
    for (ProcessHandle child : ProcessHandle.of(pid).orElseThrow().children().toList()) {
      sum += kilobytes(child.pid(), "smaps_rollup", "Pss:");
    }
    return sum / 1024;
  }

  /** How many entries a list of the kernel has, such as {@code task} (threads) and {@code fd}. */
  static long count(long pid, String list) throws IOException {
    try (Stream<Path> entries = Files.list(Path.of("/proc", Long.toString(pid), list))) {
      return entries.count();
    }
  }

  /** What is alive on the heap of a JVM, after a whole collection. */
  static double liveMegabytes(long pid) throws IOException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    Process asked =
        new ProcessBuilder(jcmd.toString(), Long.toString(pid), "GC.class_histogram").start();
    String said = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String total = said.substring(said.lastIndexOf("Total")).strip();
    return Double.parseDouble(total.split("\\s+")[2]) / (1 << 20);
  }

  private static double kilobytes(long pid, String file, String line) throws IOException {
    return Files.readAllLines(Path.of("/proc", Long.toString(pid), file)).stream()
        .filter(l -> l.startsWith(line))
        .mapToDouble(l -> Double.parseDouble(l.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElseThrow();
  }

  private static long millis(List<String> stat, int place) {
    return stat.isEmpty() ? 0 : Long.parseLong(stat.get(place)) * MILLIS_OF_A_TICK;
  }

  /** Empty when the process has just ended. */
  private static List<String> stat(long pid) {
    try {
      String line = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      return List.of(line.substring(line.lastIndexOf(')') + 2).split(" "));
    } catch (NoSuchFileException ended) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
