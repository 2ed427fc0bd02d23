package io.firn.pipeline.record;

/**
 * Why a record is refused.
 *
 * @param detail names the field and what was expected of it; never a value, which may be a patient's
 */
public record Rejection(Reason reason, String detail) {}
