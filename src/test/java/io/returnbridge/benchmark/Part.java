package io.returnbridge.benchmark;

import java.nio.file.Path;

/** One of the things that are measured of each program. */
interface Part {
  /**
   * Measures one program.
   *
   * @param program its column
   * @param packaged its {@code target/quarkus-app}
   */
  void measure(String program, Path packaged) throws Exception;
}
