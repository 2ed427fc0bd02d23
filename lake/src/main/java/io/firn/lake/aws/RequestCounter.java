package io.firn.lake.aws;

import io.firn.lake.aws.StorageRequests.Answer;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;

/**
 * Counts requests to S3 in {@link StorageRequests}, each attempt by itself; it looks at the operation and at the status, at
 * nothing else. Every S3 client of the AWS SDK finds it by {@code software/amazon/awssdk/services/s3/execution.interceptors} on
 * the class path and makes one for itself, so that no catalog has to name it in its properties.
 */
public final class RequestCounter implements ExecutionInterceptor {
    /** Whether an attempt has been sent that has no answer yet. */
    private static final ExecutionAttribute<Boolean> UNANSWERED = new ExecutionAttribute<>("FirnUnanswered");

    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
        endUnanswered(attributes);
        attributes.putAttribute(UNANSWERED, true);
    }

    @Override
    public void afterTransmission(Context.AfterTransmission context, ExecutionAttributes attributes) {
        attributes.putAttribute(UNANSWERED, false);
        count(attributes, Answer.of(context.httpResponse().statusCode()));
    }

    @Override
    public void onExecutionFailure(Context.FailedExecution context, ExecutionAttributes attributes) {
        endUnanswered(attributes);
    }

    private static void endUnanswered(ExecutionAttributes attributes) {
        if (Boolean.TRUE.equals(attributes.getAttribute(UNANSWERED))) {
            attributes.putAttribute(UNANSWERED, false);
            count(attributes, Answer.NONE);
        }
    }

    private static void count(ExecutionAttributes attributes, Answer answer) {
        StorageRequests.count(attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME), answer);
    }
}
