package dev.rota.lagmonitor.externalmetrics;

import java.util.List;
import java.util.Map;

/** What is answered, in the words of Kubernetes' API: the components are named as its types have them. */
final class Documents {

    static final String GROUP = "external.metrics.k8s.io";
    static final String VERSION = "v1beta1";
    static final String GROUP_VERSION = GROUP + "/" + VERSION;

    /** API version of the documents that are not of the group. */
    private static final String V1 = "v1";

    private Documents() {}

    /** All groups that there are: one. */
    record ApiGroupList(String kind, String apiVersion, List<ApiGroup> groups) {

        static ApiGroupList only() {
            return new ApiGroupList("APIGroupList", V1, List.of(ApiGroup.only()));
        }
    }

    /** The group, with its only version. */
    record ApiGroup(
            String kind, String apiVersion, String name, List<GroupVersion> versions, GroupVersion preferredVersion) {

        static ApiGroup only() {
            GroupVersion version = new GroupVersion(GROUP_VERSION, VERSION);
            return new ApiGroup("APIGroup", V1, GROUP, List.of(version), version);
        }
    }

    record GroupVersion(String groupVersion, String version) {}

    /** The metrics, each of which is a resource to Kubernetes. */
    record ApiResourceList(String kind, String apiVersion, String groupVersion, List<ApiResource> resources) {

        static ApiResourceList of(List<String> metrics) {
            return new ApiResourceList(
                    "APIResourceList",
                    V1,
                    GROUP_VERSION,
                    metrics.stream()
                            .map(metric -> new ApiResource(metric, "", true, "ExternalMetricValueList", List.of("get")))
                            .toList());
        }
    }

    record ApiResource(String name, String singularName, boolean namespaced, String kind, List<String> verbs) {}

    /** The values of one metric. */
    record ExternalMetricValueList(
            String kind, String apiVersion, Map<String, String> metadata, List<ExternalMetricValue> items) {

        static ExternalMetricValueList of(List<ExternalMetricValue> items) {
            return new ExternalMetricValueList("ExternalMetricValueList", GROUP_VERSION, Map.of(), items);
        }
    }

    /**
     * One of them.
     *
     * @param timestamp RFC 3339, to the second
     * @param value a quantity: an integer, or thousandths with the suffix {@code m}
     */
    record ExternalMetricValue(String metricName, Map<String, String> metricLabels, String timestamp, String value) {}

    /** Why there is nothing else. */
    record Status(
            String kind,
            String apiVersion,
            Map<String, String> metadata,
            String status,
            String message,
            String reason,
            int code) {

        static Status failure(int code, String reason, String message) {
            return new Status("Status", V1, Map.of(), "Failure", message, reason, code);
        }
    }
}
