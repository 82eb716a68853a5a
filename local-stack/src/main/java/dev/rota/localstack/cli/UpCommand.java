package dev.rota.localstack.cli;

import dev.rota.localstack.LocalStack;
import dev.rota.localstack.service.Service;
import java.io.PrintWriter;
import java.net.URI;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Starts everything and stays until it is stopped. */
@Command(
        name = "up",
        description = {
            "Starts brokers, registry, PostgreSQL, payment gateway, postbox and every service but sms, then gentle simulated"
                    + " traffic. './rota scale sms 1' starts that one too.",
            "Stays until Ctrl-C or './rota down'; data survives unless --fresh is given."
        },
        mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {

    @Mixin
    private StackOptionsMixin options;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Map<Service, Integer> oneOfEach = Arrays.stream(Service.values())
                .filter(Service::startsWithTheHouse)
                .collect(Collectors.toMap(service -> service, service -> 1));
        StackSession session = StackSession.start(out, options.toOptions(oneOfEach), options.idle());
        out.println(addresses(session.stack()));
        out.flush();
        session.awaitStop();
        return ExitCode.OK;
    }

    private static String addresses(LocalStack stack) {
        URI orders = stack.service(Service.ORDER_PRODUCER).url();
        URI billing = stack.service(Service.BILLING_SERVICE).url();
        return """

                WHAT               WHERE
                Lag dashboard      %s/
                Orders in          %s/orders
                Invoices out       %s/invoices
                Top customers      %s/customers/top
                Rooms to clean     %s/tasks
                Prescriptions      %s/tasks
                Ambulance alerts   %s/tasks
                Mail sent          %s/tasks
                Payment gateway    %s
                Postbox            %s/messages
                Schema registry    %s
                Kafka              %s
                PostgreSQL         %s

                Try, in another terminal:
                  curl -i %s/orders -H 'Content-Type: application/json' \\
                       -d '{"customerId":"c-1","type":"CONFIRMED","amount":19.90,"currency":"EUR"}'
                  ./rota scale billing-service 3
                  ./rota kill billing-service-2

                Ctrl-C stops everything.""".formatted(
                        stack.service(Service.LAG_MONITOR).url(),
                        orders,
                        billing,
                        stack.service(Service.ANALYTICS_SERVICE).url(),
                        stack.service(Service.HOUSEKEEPING).url(),
                        stack.service(Service.PHARMACY).url(),
                        stack.service(Service.AMBULANCE_ALERTS).url(),
                        stack.service(Service.EMAIL).url(),
                        stack.gateway().url(),
                        stack.postbox().url(),
                        stack.registry().component().address(),
                        stack.bootstrapServers(),
                        stack.postgres().component().address(),
                        orders);
    }
}
