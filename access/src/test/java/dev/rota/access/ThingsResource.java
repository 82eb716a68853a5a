package dev.rota.access;

import io.quarkus.security.identity.SecurityIdentity;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;

/** Something to read, something to change, and something open to all; each says who asked. */
@Path("/things")
public class ThingsResource {

    private final SecurityIdentity caller;

    ThingsResource(SecurityIdentity caller) {
        this.caller = caller;
    }

    @GET
    @RolesAllowed(Roles.VIEWER)
    public String read() {
        return caller.getPrincipal().getName();
    }

    @PUT
    @RolesAllowed(Roles.OPERATOR)
    public String change() {
        return caller.getPrincipal().getName();
    }

    @POST
    public String open() {
        return "anybody";
    }
}
