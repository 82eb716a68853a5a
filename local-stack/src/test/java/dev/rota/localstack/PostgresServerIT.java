package dev.rota.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rota.localstack.postgres.Database;
import dev.rota.localstack.process.Component;
import java.nio.file.Path;
import java.sql.DriverManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PostgresServerIT {

    private static LocalStack stack;

    @BeforeAll
    static void start() {
        stack = LocalStack.builder()
                .data(Path.of("target", "postgres-server-it"))
                .withPostgres()
                .start();
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @Test
    void aDatabaseIsCreatedOnceAndKept() throws Exception {
        Database first = stack.postgres().createDatabase("scratch");
        execute(first, "CREATE TABLE kept (id int)");

        Database second = stack.postgres().createDatabase("scratch");

        assertThat(second).isEqualTo(first);
        execute(second, "INSERT INTO kept VALUES (1)");
    }

    @Test
    void aKilledDatabaseComesBackWithItsData() throws Exception {
        Database database = stack.postgres().createDatabase("durable");
        execute(database, "CREATE TABLE kept (id int PRIMARY KEY)");
        execute(database, "INSERT INTO kept VALUES (1)");
        Component postgres = stack.postgres().component();

        postgres.kill();
        postgres.start();

        assertThatThrownBy(() -> execute(database, "INSERT INTO kept VALUES (1)"))
                .hasMessageContaining("duplicate key");
    }

    private static void execute(Database database, String sql) throws Exception {
        try (var connection =
                        DriverManager.getConnection(database.jdbcUrl(), database.username(), database.password());
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
