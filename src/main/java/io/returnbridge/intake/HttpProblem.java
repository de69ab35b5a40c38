package io.returnbridge.intake;

/** A request that is answered with problem details (RFC 9457) and leaves nothing behind. */
public final class HttpProblem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String title;

  /**
   * @param status of HTTP
   * @param title the same for every problem of this kind
   * @param detail what is wrong here and what to do; never a key or personal data
   */
  public HttpProblem(int status, String title, String detail) {
    super(detail);
    this.status = status;
    this.title = title;
  }

  public int status() {
    return status;
  }

  public String title() {
    return title;
  }
}
