package io.firn.metrics.cloudwatch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataResponse;

/**
 * The client that Micrometer's registry wants, over one that blocks: the publishing thread may wait, and Netty with its threads
 * stays out. It remembers what became of the requests, which the registry tells nobody; a failed one ends for the registry
 * as if it had been sent, as the registry would print messages of the service.
 */
final class SingleRequests implements CloudWatchAsyncClient {
    private final CloudWatchClient client;
    private final List<SdkException> failures = new ArrayList<>();
    private int sent;

    SingleRequests(CloudWatchClient client) {
        this.client = client;
    }

    @Override
    public synchronized CompletableFuture<PutMetricDataResponse> putMetricData(PutMetricDataRequest request) {
        try {
            PutMetricDataResponse response = client.putMetricData(request);
            sent++;
            return CompletableFuture.completedFuture(response);
        } catch (SdkException e) {
            failures.add(e);
            return CompletableFuture.completedFuture(
                    PutMetricDataResponse.builder().build());
        }
    }

    /** What became of the requests since this was last asked. */
    synchronized Result result() {
        Result result = new Result(sent, failures);
        sent = 0;
        failures.clear();
        return result;
    }

    /** Of the requests of one publication. */
    record Result(int sent, List<SdkException> failures) {
        Result {
            failures = List.copyOf(failures);
        }
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {
        client.close();
    }
}
