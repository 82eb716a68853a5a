package dev.rota.orderproducer.intake;

import java.io.IOException;
import java.io.InputStream;

/**
 * Cuts a stream of bytes at its line feeds, in one buffer whatever the stream's length. The last line may go without one.
 * For one thread.
 */
final class Lines {

    private static final int CHUNK = 1 << 16;

    private final InputStream source;
    private final int maxLength;
    private final byte[] buffer;
    private int start;
    private int end;
    private boolean ended;
    private long number;
    private int offset;
    private int length;
    private boolean tooLong;

    /** @param maxLength of a line, in bytes, its line feed not counted */
    Lines(InputStream source, int maxLength) {
        this.source = source;
        this.maxLength = maxLength;
        // One byte more than a line may have, and its line feed.
        buffer = new byte[Math.max(maxLength + 2, CHUNK)];
    }

    /**
     * Goes to the next line; waits for it.
     *
     * @return false if there is none
     */
    boolean next() throws IOException {
        tooLong = false;
        int scanned = start;
        while (true) {
            for (; scanned < end; scanned++) {
                if (buffer[scanned] == '\n') {
                    return take(scanned, scanned + 1);
                }
            }
            if (ended) {
                return start < end && take(end, end);
            }
            if (end - start > maxLength) {
                // Its beginning is of no use any more: only its end is looked for.
                tooLong = true;
                start = end;
            }
            if (end == buffer.length) {
                System.arraycopy(buffer, start, buffer, 0, end - start);
                end -= start;
                start = 0;
            }
            scanned = end;
            int read = source.read(buffer, end, buffer.length - end);
            if (read < 0) {
                ended = true;
                if (tooLong && start == end) {
                    return take(end, end);
                }
            } else {
                end += read;
            }
        }
    }

    private boolean take(int lineEnd, int nextStart) {
        number++;
        offset = start;
        length = lineEnd - start;
        start = nextStart;
        tooLong |= length > maxLength;
        return true;
    }

    /** The line's number, from 1. */
    long number() {
        return number;
    }

    /** Whether the line has more bytes than it may have; then it cannot be read. */
    boolean isTooLong() {
        return tooLong;
    }

    /** Where the line is, until the next call of {@link #next}. */
    byte[] buffer() {
        return buffer;
    }

    /** Its first byte. */
    int offset() {
        return offset;
    }

    /** Its bytes. */
    int length() {
        return length;
    }

    /** Whether there is nothing in it but white space. */
    boolean isBlank() {
        for (int at = offset; at < offset + length; at++) {
            if (buffer[at] > ' ' || buffer[at] < 0) {
                return false;
            }
        }
        return true;
    }
}
