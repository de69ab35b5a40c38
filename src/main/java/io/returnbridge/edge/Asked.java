package io.returnbridge.edge;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpRequest;
import java.util.function.Consumer;

/** A request on its way, from its head until its answer. */
final class Asked {
  private final HttpRequest request;
  private final Area area;
  private final String client;
  private final BodyBudget.Body body;
  private final long since = System.nanoTime();
  private ByteBuf kept = Unpooled.EMPTY_BUFFER;
  private long counted;

  /**
   * @param client whose it is, by address
   * @param cut gives up on its body, while that is still coming
   */
  Asked(HttpRequest request, Area area, String client, Consumer<Asked> cut) {
    this.request = request;
    this.area = area;
    this.client = client;
    this.body = new BodyBudget.Body(() -> cut.accept(this));
  }

  HttpRequest request() {
    return request;
  }

  Area area() {
    return area;
  }

  String client() {
    return client;
  }

  BodyBudget.Body body() {
    return body;
  }

  /** In nanoseconds. */
  long age() {
    return System.nanoTime() - since;
  }

  /** The length of its body so far, with these. */
  long counted(int bytes) {
    counted += bytes;
    return counted;
  }

  /**
   * Keeps a part of the body. What is paid for is the memory that it takes.
   *
   * @return false when there is no room for it
   */
  boolean keep(ByteBuf part, BodyBudget budget) {
    int needed = kept.readableBytes() + part.readableBytes();
    if (needed > kept.capacity()) {
      int capacity = Math.min(area.longestBody(), Math.max(needed, 2 * kept.capacity()));
      if (!budget.add(body, capacity - (long) kept.capacity())) {
        return false;
      }
      ByteBuf larger = Unpooled.buffer(capacity, area.longestBody());
      larger.writeBytes(kept);
      kept.release();
      kept = larger;
    }
    if (part.isReadable()) {
      kept.writeBytes(part);
    }
    return true;
  }

  /** The whole body; the taker releases it. */
  ByteBuf take() {
    ByteBuf whole = kept;
    kept = Unpooled.EMPTY_BUFFER;
    return whole;
  }

  void release() {
    take().release();
  }
}
