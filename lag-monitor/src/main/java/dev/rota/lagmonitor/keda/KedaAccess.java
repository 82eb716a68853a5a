package dev.rota.lagmonitor.keda;

import dev.rota.access.Admission;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.quarkus.grpc.GlobalInterceptor;
import io.quarkus.grpc.runtime.config.GrpcConfiguration;
import io.quarkus.grpc.runtime.config.GrpcServerConfiguration;
import io.vertx.core.http.ClientAuth;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * Who may ask, by the rules of the house: everybody on this machine, and from elsewhere whoever has the operator's token, or
 * everybody if reading is for all. KEDA sends no token; what it can send is a client certificate, and where one of a CA of ours is
 * required whoever has got here had one.
 */
@GlobalInterceptor
@Singleton
final class KedaAccess implements ServerInterceptor {

    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private static final String NEEDED =
            "The monitor listens beyond the loopback address: KEDA needs a client certificate"
                    + " (quarkus.grpc.server.ssl.client-auth=required), others the operator's token,"
                    + " unless rota.access.anonymous-reading lets everybody read.";

    private final Admission admission;
    private final boolean openToAll;

    KedaAccess(Admission admission, KedaConfig config, GrpcConfiguration grpc) {
        this.admission = admission;
        GrpcServerConfiguration server = grpc.server();
        // Without a CA of ours TLS takes the certificates of all that Java trusts, which says nothing.
        boolean ofOurs =
                config.clientCa().isPresent() || server.ssl().trustStore().isPresent();
        openToAll = admission.isLoopback(server.host()) || (ofOurs && requiresCertificates(server));
    }

    /** Whether nobody gets in without a client certificate. */
    static boolean requiresCertificates(GrpcServerConfiguration server) {
        return !server.isPlainTextEnabled() && server.ssl().clientAuth() == ClientAuth.REQUIRED;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata metadata, ServerCallHandler<Q, A> next) {
        if (openToAll || admission.mayRead(Optional.ofNullable(metadata.get(AUTHORIZATION)))) {
            return next.startCall(call, metadata);
        }
        call.close(Status.UNAUTHENTICATED.withDescription(NEEDED), new Metadata());
        return new ServerCall.Listener<>() {};
    }
}
