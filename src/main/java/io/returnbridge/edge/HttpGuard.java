package io.returnbridge.edge;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a connection and everything that reads requests: lets a request through when it is
 * whole, in time and within its limits, and answers all others by itself. Tables (imports) go
 * through as they come, since they are read only after the login.
 *
 * <p>All of it runs on the connection's event loop.
 */
final class HttpGuard extends ChannelDuplexHandler implements Connections.Connection {
  private static final int MOST_AT_ONCE = 32;
  private static final Duration LINGER = Duration.ofSeconds(2);

  /** What is held back, in its order. */
  private record Held(Object message, ChannelPromise promise) {}

  private final Edge edge;
  private final WatchedDecoder decoder;
  private final boolean published;
  private final Queue<Asked> owed = new ArrayDeque<>();
  private final Queue<Held> held = new ArrayDeque<>();
  private volatile long waitingSince = System.nanoTime();
  private @Nullable ChannelHandlerContext context;
  private @Nullable Asked coming;
  private @Nullable Future<?> deadline;
  private @Nullable Refused refused;
  private String network = "";
  private boolean idle;
  private boolean ending;
  private int status;

  /**
   * @param published whether it listens on {@code PUBLIC_HTTP_PORT}
   */
  HttpGuard(Edge edge, WatchedDecoder decoder, boolean published) {
    this.edge = edge;
    this.decoder = decoder;
    this.published = published;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    network = ClientAddresses.network(peer(ctx));
    if (edge.connections().opened(this)) {
      awaitHead(ctx);
    } else {
      refuse(ctx, Refused.busy("There are too many connections: come again"));
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    edge.connections().closed(this);
    cancelDeadline();
    if (coming != null) {
      edge.bodies().end(coming.body());
      coming.release();
      coming = null;
    }
    owed.forEach(asked -> edge.bodies().end(asked.body()));
    owed.clear();
    for (Held message : held) {
      ReferenceCountUtil.release(message.message());
      message.promise().tryFailure(new ClosedChannelException());
    }
    held.clear();
    ctx.fireChannelInactive();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (refused == null && message instanceof HttpRequest request) {
      head(ctx, request);
    }
    if (refused == null && message instanceof HttpContent content) {
      content(ctx, content);
    } else if (refused != null) {
      ReferenceCountUtil.release(message);
    }
  }

  /** The next request has begun to come, but for the end of its head. */
  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (idle && decoder.hasBegun()) {
      awaitHead(ctx);
    }
    ctx.fireChannelReadComplete();
  }

  private void head(ChannelHandlerContext ctx, HttpRequest request) {
    Refused refusal =
        request.decoderResult().isFailure()
            ? Refused.unreadable(request.decoderResult())
            : RequestRules.refusal(request, published);
    if (refusal == null && owed.size() >= MOST_AT_ONCE) {
      refusal = Refused.busy("Wait for answers before you ask more");
    }
    Asked asked =
        new Asked(
            request,
            Area.of(RawAddress.path(request.uri())),
            edge.clients().of(peer(ctx), request.headers().getAll(ClientAddresses.FORWARDED_FOR)),
            slow -> ctx.executor().execute(() -> cut(ctx, slow)));
    coming = asked;
    waitingSince = System.nanoTime();
    if (refusal != null) {
      refuse(ctx, refusal);
      return;
    }
    if (asked.area().isStreamed()) {
      setDeadline(ctx, edge.times().table(), () -> abort(ctx, tooSlow()));
      owed.add(asked);
      waitingSince = 0;
      ctx.fireChannelRead(request);
    } else {
      setDeadline(ctx, edge.times().body(), () -> refuse(ctx, tooSlow()));
      if (HttpUtil.is100ContinueExpected(request)) {
        request.headers().remove(HttpHeaderNames.EXPECT);
        ctx.writeAndFlush(Answers.goOn());
      }
    }
  }

  private void content(ChannelHandlerContext ctx, HttpContent content) {
    Asked asked = coming;
    if (asked == null) {
      ReferenceCountUtil.release(content);
      return;
    }
    boolean last = content instanceof LastHttpContent;
    boolean fits = asked.counted(content.content().readableBytes()) <= asked.area().longestBody();
    Refused refusal =
        content.decoderResult().isFailure()
            ? Refused.unreadable(content.decoderResult())
            : fits ? null : Refused.tooLarge(asked.area().longestBody());
    if (asked.area().isStreamed()) {
      if (refusal != null) {
        ReferenceCountUtil.release(content);
        abort(ctx, refusal);
        return;
      }
      if (last) {
        arrived();
      }
      ctx.fireChannelRead(content);
      return;
    }
    if (refusal == null && !asked.keep(content.content(), edge.bodies())) {
      refusal = Refused.busy("Too much is being sent at once: send it again");
    }
    content.release();
    if (refusal != null) {
      refuse(ctx, refusal);
    } else if (last) {
      arrived();
      owed.add(asked);
      waitingSince = 0;
      edge.bodies().whole(asked.body());
      ByteBuf body = asked.take();
      ctx.fireChannelRead(asked.request());
      if (body.isReadable()) {
        ctx.fireChannelRead(new DefaultHttpContent(body));
      } else {
        body.release();
      }
      ctx.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
    }
  }

  private void arrived() {
    cancelDeadline();
    decoder.isComplete();
    coming = null;
  }

  private static Refused tooSlow() {
    return Refused.slow("The request was not whole in time: send it faster");
  }

  /** From here on nothing of this connection is read; the answers that are owed come first. */
  private void refuse(ChannelHandlerContext ctx, Refused refusal) {
    if (refused != null) {
      return;
    }
    refused = refusal;
    cancelDeadline();
    if (coming != null) {
      edge.bodies().end(coming.body());
      coming.release();
    }
    if (owed.isEmpty()) {
      writeRefusal(ctx, refusal);
    }
  }

  private void writeRefusal(ChannelHandlerContext ctx, Refused refusal) {
    Asked asked = coming;
    ending = true;
    edge.metrics()
        .answered(
            asked == null || asked.request().decoderResult().isFailure()
                ? null
                : asked.request().method(),
            asked == null ? Area.OTHER : asked.area(),
            refusal.status(),
            asked == null ? 0 : asked.age());
    ctx.writeAndFlush(Answers.of(refusal, asked == null ? null : asked.request().method()))
        .addListener((ChannelFutureListener) written -> linger(ctx));
  }

  /** A close while the other side still sends would take the answer away from it. */
  private void linger(ChannelHandlerContext ctx) {
    ending = true;
    if (decoder.hasBegun()
        && ctx.channel() instanceof DuplexChannel channel
        && channel.isActive()) {
      channel.config().setAutoRead(true);
      channel.shutdownOutput();
      ctx.executor().schedule(() -> ctx.close(), LINGER.toMillis(), TimeUnit.MILLISECONDS);
    } else {
      ctx.close();
    }
  }

  /** Vert.x need not: the last answer is still on its way. */
  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    if (ending && ctx.channel().isActive()) {
      ctx.channel().closeFuture().addListener(closed -> promise.trySuccess());
    } else {
      ctx.close(promise);
    }
  }

  /** Of a request that is being worked on: whoever reads its body learns that it ends here. */
  private void abort(ChannelHandlerContext ctx, Refused refusal) {
    if (refused != null) {
      return;
    }
    refused = refusal;
    cancelDeadline();
    if (owed.size() == 1 && status == 0) {
      writeRefusal(ctx, refusal);
    }
    ctx.fireExceptionCaught(new ClosedChannelException());
  }

  /** Its bytes are needed for others; it may have become whole before this was told. */
  private void cut(ChannelHandlerContext ctx, Asked slow) {
    if (coming == slow) {
      refuse(ctx, Refused.slow("The body came too slowly, and others are waiting: send it again"));
    }
  }

  @Override
  public String network() {
    return network;
  }

  @Override
  public long waitingSince() {
    return waitingSince;
  }

  @Override
  public void evict() {
    ChannelHandlerContext ctx = context;
    if (ctx != null) {
      Refused slow = Refused.slow("The request came too slowly, and others are waiting");
      ctx.executor().execute(() -> giveUp(ctx, slow));
    }
  }

  /** On a request that is not whole, it says why. */
  private void giveUp(ChannelHandlerContext ctx, Refused why) {
    if (decoder.hasBegun() && owed.isEmpty()) {
      refuse(ctx, why);
    } else {
      ctx.close();
    }
  }

  private void awaitHead(ChannelHandlerContext ctx) {
    waitingSince = System.nanoTime();
    setDeadline(ctx, edge.times().head(), () -> giveUp(ctx, tooSlow()));
  }

  private void setDeadline(ChannelHandlerContext ctx, Duration time, Runnable missed) {
    cancelDeadline();
    deadline = ctx.executor().schedule(missed, time.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void cancelDeadline() {
    idle = false;
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    long pause = 0;
    if (message instanceof HttpResponse response && response.status().code() >= 200) {
      status = response.status().code();
      Asked answered = owed.peek();
      if (refused != null && coming == answered) {
        ReferenceCountUtil.release(message);
        promise.tryFailure(new ClosedChannelException());
        return;
      }
      if (answered != null && (status == 401 || status == 429)) {
        pause = edge.wrong().pause(answered.client());
      }
      if (answered == coming && answered != null) {
        response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
      }
      if (answered != null && answered.area() == Area.CONSOLE) {
        response.headers().set("Server-Timing", "page;dur=" + answered.age() / 1_000_000);
      }
    }
    if (pause == 0 && held.isEmpty()) {
      pass(ctx, message, promise);
      return;
    }
    held.add(new Held(message, promise));
    if (pause > 0) {
      ctx.executor().schedule(() -> release(ctx), pause, TimeUnit.MILLISECONDS);
    }
  }

  private void release(ChannelHandlerContext ctx) {
    for (Held next = held.poll(); next != null; next = held.poll()) {
      pass(ctx, next.message(), next.promise());
    }
    ctx.flush();
  }

  private void pass(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    boolean answered =
        message instanceof LastHttpContent
            && !(message instanceof HttpResponse response && response.status().code() < 200);
    ctx.write(message, promise);
    Asked asked = answered ? owed.poll() : null;
    if (asked == null) {
      return;
    }
    edge.bodies().end(asked.body());
    edge.metrics().answered(asked.request().method(), asked.area(), status, asked.age());
    status = 0;
    if (asked == coming) {
      refused = Refused.of(400, "Answered", "The rest of the body is not read");
      cancelDeadline();
      ctx.flush();
      linger(ctx);
    } else if (refused != null && owed.isEmpty()) {
      writeRefusal(ctx, refused);
    } else if (owed.isEmpty() && coming == null) {
      awaitHead(ctx);
      if (!decoder.hasBegun()) {
        setDeadline(ctx, edge.times().idle(), () -> ctx.close());
        idle = true;
      }
    }
  }

  private static String peer(ChannelHandlerContext ctx) {
    return ctx.channel().remoteAddress() instanceof InetSocketAddress address
        ? address.getAddress().getHostAddress()
        : "";
  }
}
