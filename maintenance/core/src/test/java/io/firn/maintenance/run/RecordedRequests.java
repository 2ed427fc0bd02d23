package io.firn.maintenance.run;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;

/** Every request that the S3 clients of this JVM send, with its object. They find it on the class path, as they find ours. */
public final class RecordedRequests implements ExecutionInterceptor {
    private static final List<Request> REQUESTS = new CopyOnWriteArrayList<>();

    /**
     * One attempt.
     *
     * @param key of the object; empty where there is none
     * @param range as it was asked for; empty for the whole object
     */
    record Request(String operation, String key, String range) {
        boolean concerns(String location) {
            return !key.isEmpty() && location.endsWith("/" + key);
        }
    }

    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
        REQUESTS.add(new Request(
                attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME),
                context.request().getValueForField("Key", String.class).orElse(""),
                context.httpRequest().firstMatchingHeader("Range").orElse("")));
    }

    static void forget() {
        REQUESTS.clear();
    }

    static List<Request> all() {
        return List.copyOf(REQUESTS);
    }
}
