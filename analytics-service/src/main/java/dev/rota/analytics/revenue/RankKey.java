package dev.rota.analytics.revenue;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.kafka.common.utils.Bytes;

/**
 * A customer's place among those who pay in one currency, as bytes whose order is that of the places: by currency, then the most revenue
 * first, then by customer. Whoever reads the first N of a currency has its top N.
 *
 * @param currency its code
 * @param revenue four decimal places, 38 digits at most
 * @param customerId who it is
 */
public record RankKey(String currency, BigDecimal revenue, String customerId) {

    private static final int SCALE = 4;
    private static final int AMOUNT_BYTES = 16;
    private static final byte END = 0;
    private static final byte AFTER_END = 1;
    private static final int SIGN = 0x80;

    /** As the store has it. */
    public Bytes toBytes() {
        byte[] name = currency.getBytes(UTF_8);
        byte[] customer = customerId.getBytes(UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(name.length + 1 + AMOUNT_BYTES + customer.length)
                .put(name)
                .put(END)
                .put(descending(revenue))
                .put(customer)
                .array());
    }

    /** Reads what {@link #toBytes()} wrote. */
    public static RankKey of(Bytes bytes) {
        byte[] all = bytes.get();
        int end = 0;
        while (all[end] != END) {
            end++;
        }
        int customer = end + 1 + AMOUNT_BYTES;
        return new RankKey(
                new String(all, 0, end, UTF_8),
                ascending(Arrays.copyOfRange(all, end + 1, customer)),
                new String(all, customer, all.length - customer, UTF_8));
    }

    /** Before all places of a currency. */
    public static Bytes first(String currency) {
        return bound(currency, END);
    }

    /** After all places of a currency. */
    public static Bytes last(String currency) {
        return bound(currency, AFTER_END);
    }

    private static Bytes bound(String currency, byte end) {
        byte[] name = currency.getBytes(UTF_8);
        return Bytes.wrap(
                ByteBuffer.allocate(name.length + 1).put(name).put(end).array());
    }

    /** Two's complement with the sign turned round sorts as unsigned bytes do; all bits turned round, the other way about. */
    private static byte[] descending(BigDecimal amount) {
        byte[] shortest = amount.setScale(SCALE).unscaledValue().toByteArray();
        byte[] bytes = new byte[AMOUNT_BYTES];
        Arrays.fill(bytes, (byte) (amount.signum() < 0 ? -1 : 0));
        System.arraycopy(shortest, 0, bytes, AMOUNT_BYTES - shortest.length, shortest.length);
        return turned(bytes);
    }

    private static BigDecimal ascending(byte[] bytes) {
        return new BigDecimal(new BigInteger(turned(bytes)), SCALE);
    }

    private static byte[] turned(byte[] bytes) {
        byte[] turned = new byte[AMOUNT_BYTES];
        for (int i = 0; i < AMOUNT_BYTES; i++) {
            turned[i] = (byte) ~bytes[i];
        }
        turned[0] ^= (byte) SIGN;
        return turned;
    }
}
