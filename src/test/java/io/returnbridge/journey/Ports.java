package io.returnbridge.journey;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for what starts later, or again: below those that the system gives to whoever asks for any,
 * and of another range in each of the JVMs that run tests at the same time, so that nobody takes
 * them meanwhile.
 */
final class Ports {

  private static final int FIRST = 20_000;
  private static final int OF_A_FORK = 1_000;
  private static final int FORKS = 12;

  private static int next = ThreadLocalRandom.current().nextInt(OF_A_FORK);

  private Ports() {}

  static synchronized int free() {
    for (int tried = 0; tried < OF_A_FORK; tried++) {
      int port = FIRST + fork() * OF_A_FORK + next++ % OF_A_FORK;
      try (ServerSocket socket = new ServerSocket()) {
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return port;
      } catch (IOException taken) {
        continue;
      }
    }
    throw new IllegalStateException("no port is free");
  }

  /** Takes a port without listening there: a connection is refused, and nobody else gets it. */
  static Socket hold(int port) {
    try {
      Socket socket = new Socket();
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException("port " + port, e);
    }
  }

  static void release(Socket held) {
    try {
      held.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As failsafe counts them (pom.xml); 0 where nobody does. */
  private static int fork() {
    String name = System.getProperty("journey.fork", "fork-0");
    if (!name.matches("fork-[0-9]{1,3}")) {
      throw new IllegalStateException("journey.fork is \"" + name + "\": see pom.xml");
    }
    return Integer.parseInt(name.substring("fork-".length())) % FORKS;
  }
}
