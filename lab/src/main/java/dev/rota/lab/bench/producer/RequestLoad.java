package dev.rota.lab.bench.producer;

import dev.rota.lab.bench.Latencies;
import dev.rota.lab.bench.Pacing;
import dev.rota.localstack.StackException;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Single requests over a number of connections, by one thread: each connection has one request under way. For one caller at a
 * time.
 */
final class RequestLoad implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final EventLoopGroup group = new NioEventLoopGroup(1);
    private final EventLoop loop = group.next();
    private final List<Connection> connections = new ArrayList<>();

    /** What the event loop does with a connection that has nothing under way. */
    private sealed interface Mode {

        /** Nothing. */
        record Rest() implements Mode {}

        /** The next request at once. */
        record Closed(Target target) implements Mode {}

        /** The next request that is due. */
        record Open(Target target, ArrayDeque<Long> due, ArrayDeque<Connection> idle, Latencies latencies)
                implements Mode {}
    }

    /** Where requests go, and what a good answer is. */
    private record Target(List<ByteBuf> requests, int status) {}

    // All of these belong to the event loop.
    private Mode mode = new Mode.Rest();
    private int next;
    private long done;
    private long wrong;
    private int underWay;

    RequestLoad(URI server, int number) throws InterruptedException {
        Bootstrap bootstrap = new Bootstrap()
                .group(group)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        Connection connection = new Connection(channel);
                        channel.pipeline().addLast(new HttpResponseDecoder(), connection);
                        connections.add(connection);
                    }
                });
        for (int connection = 0; connection < number; connection++) {
            bootstrap.connect(server.getHost(), server.getPort()).sync();
        }
    }

    /**
     * As many requests as are answered.
     *
     * @param requests sent in turns
     * @param status of a good answer
     * @return requests answered per second of the window
     * @throws StackException if an answer has another status
     */
    double closedLoop(List<ByteBuf> requests, int status, Duration warmUp, Window window)
            throws InterruptedException, ExecutionException {
        start(new Mode.Closed(new Target(requests, status)));
        TimeUnit.NANOSECONDS.sleep(warmUp.toNanos());
        long before = answered();
        window.measure();
        long within = answered() - before;
        rest();
        return within / window.seconds();
    }

    /**
     * Requests at a rate, whatever becomes of them.
     *
     * @param perSecond how many are due
     * @return how long they took from when they were due, those of the window alone
     * @throws StackException if an answer has another status
     */
    Latencies openLoop(List<ByteBuf> requests, int status, double perSecond, Duration warmUp, Duration window)
            throws InterruptedException, ExecutionException {
        long begin = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(10);
        Latencies latencies = new Latencies(
                begin + warmUp.toNanos(), begin + warmUp.plus(window).toNanos(), perSecond);
        ArrayDeque<Long> due = new ArrayDeque<>();
        start(new Mode.Open(new Target(requests, status), due, new ArrayDeque<>(), latencies));
        Pacing.run(
                begin,
                perSecond,
                warmUp.plus(window),
                at -> loop.execute(() -> {
                    due.add(at);
                    dispatch();
                }));
        rest();
        return latencies;
    }

    /** How many requests were answered since the last loop began. */
    long answered() throws InterruptedException, ExecutionException {
        return loop.submit(() -> done).get();
    }

    private void start(Mode begun) throws InterruptedException, ExecutionException {
        loop.submit(() -> {
                    mode = begun;
                    done = 0;
                    wrong = 0;
                    connections.forEach(Connection::proceed);
                })
                .get();
    }

    /** Waits for what is under way. */
    private void rest() throws InterruptedException, ExecutionException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        if (mode instanceof Mode.Closed) {
            loop.submit(() -> mode = new Mode.Rest()).get();
        }
        while (loop.submit(() -> underWay).get() > 0) {
            if (System.nanoTime() > deadline) {
                throw new StackException("Requests are not answered within " + PATIENCE + ".");
            }
            LockSupport.parkNanos(1_000_000);
        }
        long failures = loop.submit(() -> {
                    mode = new Mode.Rest();
                    return wrong;
                })
                .get();
        if (failures > 0) {
            throw new StackException(failures + " requests were not answered as they should be.");
        }
    }

    private void dispatch() {
        if (mode instanceof Mode.Open open) {
            while (!open.due().isEmpty() && !open.idle().isEmpty()) {
                open.idle().remove().send(open.target(), open.due().remove());
            }
        }
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    /** One connection; on the event loop only. */
    private final class Connection extends ChannelInboundHandlerAdapter {

        private final Channel channel;
        private boolean good;
        private boolean busy;
        private long dueAt;

        Connection(Channel channel) {
            this.channel = channel;
        }

        void proceed() {
            switch (mode) {
                case Mode.Rest() -> {}
                case Mode.Closed(Target target) -> send(target, 0);
                case Mode.Open open -> {
                    open.idle().add(this);
                    dispatch();
                }
            }
        }

        void send(Target target, long due) {
            dueAt = due;
            busy = true;
            underWay++;
            ByteBuf request = target.requests().get(next++ % target.requests().size());
            var _ = channel.writeAndFlush(request.duplicate(), channel.voidPromise());
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof HttpResponse response) {
                good = switch (mode) {
                    case Mode.Rest() -> true;
                    case Mode.Closed(Target target) -> response.status().code() == target.status();
                    case Mode.Open open ->
                        response.status().code() == open.target().status();
                };
            }
            if (message instanceof LastHttpContent) {
                answered(good);
            }
            ReferenceCountUtil.release(message);
        }

        private void answered(boolean asItShould) {
            busy = false;
            underWay--;
            done++;
            if (!asItShould) {
                wrong++;
            }
            if (mode instanceof Mode.Open open) {
                open.latencies().add(dueAt, System.nanoTime());
            }
            proceed();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            if (busy) {
                busy = false;
                underWay--;
                wrong++;
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
            var _ = context.close();
        }
    }
}
