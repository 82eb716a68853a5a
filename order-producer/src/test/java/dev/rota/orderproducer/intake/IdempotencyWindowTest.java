package dev.rota.orderproducer.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.orderproducer.ManualClock;
import dev.rota.orderproducer.intake.IdempotencyWindow.Claim;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class IdempotencyWindowTest {

    private static final UUID EVENT = new UUID(1, 1);
    private static final Fingerprint BODY = new Fingerprint("a");
    private static final Fingerprint ANOTHER_BODY = new Fingerprint("b");
    private static final Receipt RECEIPT = new Receipt.ForReading(EVENT.toString(), "v", "vehicle.telemetry", 0, 7);

    private final ManualClock clock = new ManualClock();
    private final IdempotencyWindow window = new IdempotencyWindow(2, Duration.ofMinutes(1), clock);

    @Test
    void whileTheFirstIsUnderWayItIsInProgress() {
        granted(EVENT);

        assertThat(window.claim(EVENT, BODY)).isInstanceOf(Claim.InProgress.class);
        assertThat(window.claim(EVENT, ANOTHER_BODY)).isInstanceOf(Claim.OfAnother.class);
    }

    @Test
    void whatWasWrittenIsAnsweredWithItsReceipt() {
        window.settle(granted(EVENT), RECEIPT);

        assertThat(window.claim(EVENT, BODY)).isEqualTo(new Claim.Written(RECEIPT));
        assertThat(window.claim(EVENT, ANOTHER_BODY)).isInstanceOf(Claim.OfAnother.class);
    }

    @Test
    void whatMayBeWrittenMayComeAgainWithTheSameBodyOnly() {
        window.settle(granted(EVENT));

        assertThat(window.claim(EVENT, ANOTHER_BODY)).isInstanceOf(Claim.OfAnother.class);
        assertThat(window.claim(EVENT, BODY)).isInstanceOf(Claim.Granted.class);
        assertThat(window.claim(EVENT, BODY)).isInstanceOf(Claim.InProgress.class);
    }

    @Test
    void aKeyUnderWhichNothingWasWrittenIsFree() {
        window.forget(granted(EVENT));

        assertThat(window.claim(EVENT, ANOTHER_BODY)).isInstanceOf(Claim.Granted.class);
    }

    @Test
    void aKeyUnderWhichAnEarlierTryMayBeWrittenIsNotFree() {
        window.settle(granted(EVENT));
        window.forget(granted(EVENT));

        assertThat(window.claim(EVENT, ANOTHER_BODY)).isInstanceOf(Claim.OfAnother.class);
        assertThat(window.claim(EVENT, BODY)).isInstanceOf(Claim.Granted.class);
    }

    @Test
    void theOldestKeyGoesFirst() {
        window.settle(granted(EVENT), RECEIPT);
        granted(new UUID(2, 2));
        granted(new UUID(3, 3));

        assertThat(window.claim(new UUID(3, 3), BODY)).isInstanceOf(Claim.InProgress.class);
        assertThat(window.claim(EVENT, BODY)).isInstanceOf(Claim.Granted.class);
    }

    @Test
    void whatIsForgottenTakesNoOtherKeysPlace() {
        window.settle(granted(EVENT), RECEIPT);
        for (int attempt = 0; attempt < 5; attempt++) {
            window.forget(granted(new UUID(2, 2)));
        }

        assertThat(window.claim(EVENT, BODY)).isEqualTo(new Claim.Written(RECEIPT));
    }

    @Test
    void aKeyIsForgottenInTime() {
        window.settle(granted(EVENT), RECEIPT);
        clock.advance(Duration.ofMinutes(1).plusMillis(1));

        assertThat(window.claim(EVENT, BODY)).isInstanceOf(Claim.Granted.class);
    }

    private IdempotencyWindow.Memory granted(UUID event) {
        return ((Claim.Granted) window.claim(event, BODY)).memory();
    }
}
