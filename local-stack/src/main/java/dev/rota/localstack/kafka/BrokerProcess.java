package dev.rota.localstack.kafka;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.Kafka;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;

/** Main class of a broker's process: formats the storage on the first start, then is Kafka's own main class. */
final class BrokerProcess {

    /** All brokers of a cluster must be formatted with one id; ours never meet another cluster. */
    private static final String CLUSTER_ID = new Uuid(0x526f7461L, 0x6c6f63616cL).toString();

    private BrokerProcess() {}

    /** Runs the broker until the process ends; the one argument is its properties file. */
    public static void main(String[] arguments) throws IOException {
        String properties = arguments[0];
        if (!isFormatted(Path.of(properties))) {
            String[] format = {"format", "--cluster-id", CLUSTER_ID, "--config", properties};
            if (StorageTool.execute(format, System.out) != 0) {
                throw new IOException("Cannot format the storage that " + properties + " names");
            }
        }
        Kafka.main(new String[] {properties});
    }

    private static boolean isFormatted(Path file) throws IOException {
        Properties settings = new Properties();
        try (InputStream in = Files.newInputStream(file)) {
            settings.load(in);
        }
        return Files.exists(Path.of(settings.getProperty("log.dirs"), "meta.properties"));
    }
}
