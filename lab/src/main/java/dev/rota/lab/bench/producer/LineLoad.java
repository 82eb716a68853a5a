package dev.rota.lab.bench.producer;

import dev.rota.localstack.StackException;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ByteProcessor;
import io.netty.util.ReferenceCountUtil;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One body of lines that is written for as long as it is measured, while its answers are read. By one thread. */
final class LineLoad implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int LINES_PER_CHUNK = 500;
    private static final ByteBuf CHUNK = Orders.chunk(LINES_PER_CHUNK);

    private final EventLoopGroup group = new NioEventLoopGroup(1);
    private final Exchange exchange = new Exchange();
    private final Channel channel;

    LineLoad(URI server, String path) throws InterruptedException {
        channel = new Bootstrap()
                .group(group)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel opened) {
                        opened.pipeline().addLast(new HttpResponseDecoder(), exchange);
                    }
                })
                .connect(server.getHost(), server.getPort())
                .sync()
                .channel();
        var _ = channel.writeAndFlush(Orders.bytes("POST " + path + " HTTP/1.1\r\nHost: " + server.getAuthority()
                + "\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n"));
    }

    /** What came of the body: lines sent, and answered per second of the window. */
    record Outcome(long lines, double perSecond) {}

    /**
     * Sends lines, and ends the body when the window is over.
     *
     * @throws StackException if the answer is none, or not all lines are answered
     */
    Outcome run(Duration warmUp, Window window) throws InterruptedException, ExecutionException {
        channel.eventLoop().execute(() -> exchange.write(channel));
        TimeUnit.NANOSECONDS.sleep(warmUp.toNanos());
        long before = answered();
        window.measure();
        long within = answered() - before;
        channel.eventLoop().execute(() -> exchange.end(channel));
        try {
            exchange.ended.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new StackException("The lines are not answered within " + PATIENCE + ".", e);
        }
        long sent = channel.eventLoop().submit(() -> exchange.sent).get();
        if (answered() != sent) {
            throw new StackException(answered() + " of " + sent + " lines were answered.");
        }
        return new Outcome(sent, within / window.seconds());
    }

    private long answered() throws InterruptedException, ExecutionException {
        return channel.eventLoop().submit(() -> exchange.answered).get();
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    /** The two directions; on the event loop only. */
    private static final class Exchange extends ChannelInboundHandlerAdapter {

        private final CompletableFuture<Void> ended = new CompletableFuture<>();
        private long sent;
        private long answered;
        private boolean over;

        private final ByteProcessor counting = value -> {
            if (value == '\n') {
                answered++;
            }
            return true;
        };

        void write(Channel channel) {
            while (!over && channel.isWritable()) {
                var _ = channel.writeAndFlush(CHUNK.duplicate(), channel.voidPromise());
                sent += LINES_PER_CHUNK;
            }
        }

        void end(Channel channel) {
            over = true;
            var _ = channel.writeAndFlush(Orders.bytes("0\r\n\r\n"));
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            write(context.channel());
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof HttpResponse response && response.status().code() != 200) {
                ended.completeExceptionally(new StackException("The lines were answered with " + response.status()));
            }
            if (message instanceof HttpContent content) {
                content.content().forEachByte(counting);
            }
            if (message instanceof LastHttpContent) {
                ended.complete(null);
            }
            ReferenceCountUtil.release(message);
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            ended.completeExceptionally(new StackException("The connection was closed."));
        }
    }
}
