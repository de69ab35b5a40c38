package io.returnbridge.edge;

/** The parts of the address space: each with its limit, and its label in metrics. */
enum Area {
  WEBHOOKS("/webhooks", 256 << 10),
  WAREHOUSE("/warehouse", 256 << 10),
  /** Tables are read as they come, once the login is right. */
  IMPORTS("/api/imports", 32 << 20),
  API("/api", 64 << 10),
  /** As {@link #IMPORTS}, from a page. */
  CONSOLE_IMPORTS("/console/imports", 32 << 20),
  CONSOLE("/console", 64 << 10),
  HAWTIO("/hawtio", 64 << 10),
  OBSERVING("/q", 8 << 10),
  OTHER("", 8 << 10);

  private final String path;
  private final int longestBody;

  Area(String path, int longestBody) {
    this.path = path;
    this.longestBody = longestBody;
  }

  static Area of(String path) {
    for (Area area : values()) {
      if (path.startsWith(area.path)
          && (path.length() == area.path.length()
              || area == OTHER
              || path.charAt(area.path.length()) == '/')) {
        return area;
      }
    }
    return OTHER;
  }

  /** In bytes. */
  int longestBody() {
    return longestBody;
  }

  boolean isStreamed() {
    return this == IMPORTS || this == CONSOLE_IMPORTS;
  }

  String label() {
    return this == OTHER ? "other" : path;
  }
}
