package dev.rota.keyedconsumer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BufferBoundTest {

    @Test
    void isFullAsSoonAsAnotherPollCouldPassTheBound() {
        BufferBound buffer = new BufferBound(100, 10, Long.MAX_VALUE);
        add(buffer, 90, 0);
        boolean roomForAPoll = !buffer.isFull();

        add(buffer, 1, 0);

        assertThat(roomForAPoll).isTrue();
        assertThat(buffer.isFull()).isTrue();
    }

    @Test
    void staysFullUntilHalfOfItIsFree() {
        BufferBound buffer = new BufferBound(109, 10, Long.MAX_VALUE);
        add(buffer, 100, 0);
        buffer.remove(49, 0);
        boolean stillFull = buffer.isFull();

        buffer.remove(1, 0);

        assertThat(stillFull).isTrue();
        assertThat(buffer.isFull()).isFalse();
    }

    @Test
    void bytesFillItToo() {
        BufferBound buffer = new BufferBound(1000, 10, 1_000);

        add(buffer, 2, 500);

        assertThat(buffer.isFull()).isTrue();
    }

    @Test
    void staysFullWhileBytesAreAboveTheHalf() {
        BufferBound buffer = new BufferBound(1000, 10, 1_000);
        add(buffer, 4, 250);

        buffer.remove(1, 250);

        assertThat(buffer.isFull()).isTrue();
    }

    @Test
    void aBoundOfOneRecordStillLetsOneIn() {
        BufferBound buffer = new BufferBound(1, 1, Long.MAX_VALUE);
        add(buffer, 1, 0);

        buffer.remove(1, 0);

        assertThat(buffer.isFull()).isFalse();
    }

    private static void add(BufferBound buffer, int records, long bytesEach) {
        for (int i = 0; i < records; i++) {
            buffer.add(bytesEach);
        }
    }
}
