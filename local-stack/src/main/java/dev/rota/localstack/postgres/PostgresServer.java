package dev.rota.localstack.postgres;

import dev.rota.localstack.Ports;
import dev.rota.localstack.RotaHome;
import dev.rota.localstack.StackException;
import dev.rota.localstack.process.Component;
import dev.rota.localstack.process.ProcessSpec;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** A real PostgreSQL server on the loopback address, with its data in a folder. */
public final class PostgresServer {

    private static final String USER = "postgres";

    private final int port;
    private final Component component;

    /**
     * Prepares the server; nothing starts yet.
     *
     * @param home where the server's programs are packed
     * @param data folder of the server's data
     * @param logs folder that receives its log file
     * @param port the port it listens on
     * @param onFailure told when the server ends although nobody asked it to
     */
    public PostgresServer(RotaHome home, Path data, Path logs, int port, Consumer<Component> onFailure) {
        this.port = port;
        Path log = logs.resolve("postgres.log");
        component = new Component(
                "postgres",
                Ports.HOST + ":" + port,
                log,
                () -> launch(home, data, port, log),
                this::answers,
                () -> Postmaster.of(data)
                        .map(server -> OptionalLong.of(server.pid()))
                        .orElseGet(OptionalLong::empty),
                onFailure);
    }

    private static ProcessSpec launch(RotaHome home, Path data, int port, Path log) {
        return ProcessSpec.java(
                home,
                List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                List.of(
                        "-cp",
                        home.stackClassPath(),
                        PostgresProcess.class.getName(),
                        Integer.toString(port),
                        data.toString(),
                        home.postgresPrograms().toString(),
                        // Whoever starts fast is killed at times, and its machine never: what is with the system then
                        // stays.
                        home.startsFast() ? "off" : "on"),
                Map.of(),
                log);
    }

    public Component component() {
        return component;
    }

    private boolean answers() {
        try (Connection connection = connect()) {
            return connection.isValid(2);
        } catch (SQLException e) {
            return false;
        }
    }

    /**
     * Creates a database, or finds the one of that name.
     *
     * @param name lower-case letters, digits and underscores
     * @throws StackException if the server does not answer or refuses
     */
    public synchronized Database createDatabase(String name) {
        if (!name.matches("[a-z][a-z0-9_]*")) {
            throw new IllegalArgumentException("Not a plain database name: " + name);
        }
        try (Connection connection = connect()) {
            if (!exists(connection, name)) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("CREATE DATABASE " + name);
                }
            }
            return new Database(url(name), USER, USER);
        } catch (SQLException e) {
            throw new StackException("Cannot create the database " + name + ": " + e.getMessage(), e);
        }
    }

    private static boolean exists(Connection connection, String name) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT 1 FROM pg_database WHERE datname = ?")) {
            query.setString(1, name);
            try (ResultSet rows = query.executeQuery()) {
                return rows.next();
            }
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(url(USER), USER, USER);
    }

    private String url(String database) {
        return "jdbc:postgresql://" + Ports.HOST + ":" + port + "/" + database;
    }
}
