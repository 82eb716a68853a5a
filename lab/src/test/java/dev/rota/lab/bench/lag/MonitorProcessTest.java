package dev.rota.lab.bench.lag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rota.localstack.StackException;
import org.junit.jupiter.api.Test;

class MonitorProcessTest {

    @Test
    void whatIsAliveIsTheLastLineOfAHistogram() {
        assertThat(MonitorProcess.liveBytes("""
                        4711:
                         num     #instances         #bytes  class name (module)
                        -------------------------------------------------------
                           1:         53123        5124056  [B (java.base@25)
                        Total        256783       21474836
                        """)).isEqualTo(21_474_836);
    }

    @Test
    void aJvmThatDoesNotAnswerIsNamed() {
        assertThatThrownBy(() -> MonitorProcess.liveBytes("4711: no such process"))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("no such process");
    }
}
