package dev.rota.lagmonitor.externalmetrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelSelectorTest {

    private static final Map<String, String> LABELS = Map.of("cluster", "it", "consumergroup", "billing");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "consumergroup=billing",
                "consumergroup==billing",
                " consumergroup = billing , cluster=it",
                "consumergroup!=sms",
                "owner!=billing",
                "consumergroup in (sms,billing)",
                "consumergroup in ( sms , billing ),cluster in (it)",
                "consumergroup notin (sms,email)",
                "owner notin (billing)",
                "consumergroup",
                "!owner",
                "! owner,cluster"
            })
    void matches(String selector) {
        assertThat(LabelSelector.parse(selector).matches(LABELS)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "consumergroup=sms",
                "consumergroup=",
                "consumergroup!=billing",
                "consumergroup=billing,cluster=other",
                "consumergroup in (sms,email)",
                "consumergroup in ()",
                "owner in (billing)",
                "consumergroup notin (sms,billing)",
                "!consumergroup",
                "owner",
                "owner="
            })
    void doesNotMatch(String selector) {
        assertThat(LabelSelector.parse(selector).matches(LABELS)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "=billing",
                "a=b=c",
                "a in b",
                "a in (b",
                "a in b)",
                "a,",
                ",",
                "!",
                "!a=b",
                "a b",
                "a>1",
                "a<1",
                "a in (b)c",
                "-a"
            })
    void isNone(String selector) {
        assertThatThrownBy(() -> LabelSelector.parse(selector))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no requirement of a label selector");
    }

    @ParameterizedTest
    @ValueSource(strings = {"consumergroup=sms", "cluster=it,consumergroup==sms", "consumergroup in (sms,email)"})
    void namesAGroup(String selector) {
        assertThat(LabelSelector.parse(selector).names("consumergroup")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "cluster=it",
                "consumergroup",
                "consumergroup=",
                "consumergroup in ()",
                "consumergroup in (sms,)",
                "consumergroup!=sms",
                "consumergroup notin (sms)",
                "!consumergroup"
            })
    void namesNone(String selector) {
        assertThat(LabelSelector.parse(selector).names("consumergroup")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"billing:eu", "billing_2.x", "ünïcode", "a/b"})
    void takesIdsThatNoLabelsValueMayBe(String group) {
        assertThat(LabelSelector.parse("consumergroup=" + group).matches(Map.of("consumergroup", group)))
                .isTrue();
    }
}
