package dev.rota.localstack.postgres;

/**
 * One database and who may use it, in the terms of JDBC.
 *
 * @param jdbcUrl URL without credentials
 * @param username role that owns everything in it
 * @param password never empty; a local server that trusts its own host ignores it
 */
public record Database(String jdbcUrl, String username, String password) {}
