package dev.rota.lab.bench.producer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The orders that are sent, again and again: of as many customers, all as long as each other. */
final class Orders {

    /** How many different ones there are. */
    static final int COUNT = 10_000;

    private Orders() {}

    static String key(int order) {
        return String.format(Locale.ROOT, "customer-%05d", order % COUNT);
    }

    /** One as JSON, without a line break. */
    static String json(int order) {
        return String.format(
                Locale.ROOT,
                "{\"orderId\":\"order-%08d\",\"customerId\":\"%s\",\"type\":\"CONFIRMED\",\"amount\":%d.90,\"currency\":\"EUR\"}",
                order % COUNT,
                key(order),
                100 + order % 900);
    }

    /** All of them as whole requests. */
    static List<ByteBuf> requests(String path, String authority) {
        return IntStream.range(0, COUNT)
                .mapToObj(order -> {
                    String body = json(order);
                    return bytes("POST " + path + " HTTP/1.1\r\nHost: " + authority
                            + "\r\nContent-Type: application/json\r\nAccept: application/json\r\nContent-Length: "
                            + body.length() + "\r\n\r\n" + body);
                })
                .toList();
    }

    /** So many of them as lines, as one chunk of a body. */
    static ByteBuf chunk(int lines) {
        String text =
                IntStream.range(0, lines).mapToObj(line -> json(line) + "\n").collect(Collectors.joining());
        return bytes(Integer.toHexString(text.length()) + "\r\n" + text + "\r\n");
    }

    static ByteBuf bytes(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
        // Written again and again, and left to the garbage collector.
        return Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(direct));
    }
}
