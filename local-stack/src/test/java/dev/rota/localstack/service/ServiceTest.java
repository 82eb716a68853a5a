package dev.rota.localstack.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServiceTest {

    @Test
    void servicesAreListedByPortAndEachHasItsOwn() {
        List<Integer> ports =
                Arrays.stream(Service.values()).map(Service::defaultPort).toList();

        assertThat(ports).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void theServicesThatTellCustomersUseThePostbox() {
        assertThat(Arrays.stream(Service.values()).filter(Service::usesPostbox))
                .containsExactly(Service.EMAIL, Service.SMS);
    }

    @Test
    void aDepartmentIsToldItsNameAndHasADatabaseOfThatName() {
        assertThat(Service.EMAIL.localSettings()).containsEntry("ROTA_DEPARTMENT_NAME", "email");
        assertThat(Service.SMS.database()).isEqualTo("sms");
        assertThat(Service.AMBULANCE_ALERTS.database()).isEqualTo("ambulance_alerts");
    }

    @Test
    void analyticsIsToldWhereItsReplicasReachEachOther() {
        assertThat(Service.ANALYTICS_SERVICE.localSettings())
                .containsEntry("ROTA_ANALYTICS_ADVERTISED", "127.0.0.1:${quarkus.http.port}");
    }
}
