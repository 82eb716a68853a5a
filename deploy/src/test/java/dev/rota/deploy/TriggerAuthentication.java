package dev.rota.deploy;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.List;

/** KEDA's TriggerAuthentication, {@code keda.sh/v1alpha1}: of where it takes its parameters from, only Secrets, which is what is in use. */
record TriggerAuthentication(String apiVersion, String kind, ObjectMeta metadata, Spec spec) {

    record Spec(List<SecretKey> secretTargetRef) {}

    record SecretKey(String parameter, String name, String key) {}
}
