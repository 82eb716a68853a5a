package dev.rota.billing.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.billing.LocalStackResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** Rows past their retention go, all others stay. */
@QuarkusTest
@QuarkusTestResource(LocalStackResource.class)
class PrunerIT {

    @Inject
    DataSource database;

    @Inject
    Pruner pruner;

    @Test
    void eventsAndCancellationsAreForgottenAfter45Days() throws Exception {
        execute("""
                INSERT INTO inbox (event_id, topic, partition, record_offset, received_at)
                SELECT gen_random_uuid(), 'pruned', day, 0, now() - make_interval(days => day)
                FROM generate_series(44, 46) AS day;
                INSERT INTO cancellations (order_id, customer_id, cancelled_at)
                SELECT day, 'c-pruned', now() - make_interval(days => day) FROM generate_series(44, 46) AS day""");

        pruner.prune();

        assertThat(column("SELECT partition FROM inbox WHERE topic = 'pruned'")).containsExactly("44");
        assertThat(column("SELECT order_id FROM cancellations WHERE customer_id = 'c-pruned'"))
                .containsExactly("44");
    }

    @Test
    void announcementsGoSevenDaysAfterTheyWereSentAndNotBefore() throws Exception {
        execute("""
                INSERT INTO outbox (document_id, source_event_id, source, kind, state, debtor_id, reference, amount, currency,
                                    issued_at, sent_at)
                SELECT gen_random_uuid(), gen_random_uuid(), 'ORDER', 'INVOICE', 'PAID', 'c-pruned', day, 1, 'EUR',
                       now() - interval '99 days', now() - make_interval(days => day)
                FROM generate_series(6, 8) AS day""");

        pruner.prune();

        assertThat(column("SELECT reference FROM outbox WHERE debtor_id = 'c-pruned'"))
                .containsExactly("6");
    }

    /** More than go in one statement. */
    @Test
    void deadLettersGoAfter30DaysAndTheAuditStays() throws Exception {
        execute("""
                INSERT INTO dead_letters (letter_topic, letter_partition, letter_offset, dead_at, reason, headers)
                SELECT 'pruned', 0, number, now() - interval '31 days', 'pruned', '[]' FROM generate_series(1, 2500) AS number;
                INSERT INTO dead_letters (letter_topic, letter_partition, letter_offset, dead_at, reason, headers)
                VALUES ('pruned', 1, 0, now() - interval '29 days', 'pruned', '[]');
                INSERT INTO redrive_audit (dead_letter_id, actor, request, requested_at)
                SELECT id, 'pruned', '{}', dead_at FROM dead_letters WHERE letter_offset = 1 AND letter_topic = 'pruned'""");

        pruner.prune();

        assertThat(column("SELECT letter_partition FROM dead_letters WHERE letter_topic = 'pruned'"))
                .containsExactly("1");
        assertThat(column("SELECT actor FROM redrive_audit WHERE actor = 'pruned'"))
                .hasSize(1);
    }

    private void execute(String statements) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(statements);
        }
    }

    private List<String> column(String query) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            List<String> values = new ArrayList<>();
            while (row.next()) {
                values.add(row.getString(1));
            }
            return values;
        }
    }
}
