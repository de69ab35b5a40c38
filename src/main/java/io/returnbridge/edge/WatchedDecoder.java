package io.returnbridge.edge;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import java.util.List;

/** Vert.x's own, which also tells whether a request has begun to come. */
final class WatchedDecoder extends VertxHttpRequestDecoder {
  private boolean begun;

  WatchedDecoder(HttpServerOptions options) {
    super(options);
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
    begun |= in.isReadable();
    super.decode(ctx, in, out);
  }

  /** Whether anything has come since the last whole request. */
  boolean hasBegun() {
    return begun;
  }

  void isComplete() {
    begun = false;
  }
}
