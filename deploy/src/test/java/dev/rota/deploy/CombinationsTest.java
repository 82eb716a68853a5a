package dev.rota.deploy;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is put together of components that go together is rendered, and keeps the rules. */
class CombinationsTest {

    @BeforeAll
    static void kubectl() {
        Kubectl.assumeThere();
    }

    static List<Combination> combinations() {
        return Combination.valid();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("combinations")
    void isRenderedAndKeepsTheRules(Combination combination) {
        DeployRules.check(combination.render());
    }
}
