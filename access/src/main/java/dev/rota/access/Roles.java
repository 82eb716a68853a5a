package dev.rota.access;

/** The roles of the house, for {@link jakarta.annotation.security.RolesAllowed}. */
public final class Roles {

    /** May read. */
    public static final String VIEWER = "viewer";

    /** May read and change things. */
    public static final String OPERATOR = "operator";

    private Roles() {}
}
