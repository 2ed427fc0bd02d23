package io.firn.pipeline.job;

import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Refuses to serialize: see {@link HandedOver}. */
final class HandedOverSerializer<T> extends TypeSerializer<T> {
    private static final long serialVersionUID = 1;

    private final Class<T> type;

    HandedOverSerializer(Class<T> type) {
        this.type = type;
    }

    private UnsupportedOperationException refusal() {
        return new UnsupportedOperationException(
                "Cannot serialize " + type.getSimpleName() + ": its operators must be chained, with object reuse");
    }

    @Override
    public boolean isImmutableType() {
        return true;
    }

    @Override
    public TypeSerializer<T> duplicate() {
        return this;
    }

    @Override
    public T createInstance() {
        throw refusal();
    }

    @Override
    public T copy(T from) {
        return from;
    }

    @Override
    public T copy(T from, T reuse) {
        return from;
    }

    @Override
    public int getLength() {
        return -1;
    }

    @Override
    public void serialize(T record, DataOutputView target) {
        throw refusal();
    }

    @Override
    public T deserialize(DataInputView source) {
        throw refusal();
    }

    @Override
    public T deserialize(T reuse, DataInputView source) {
        throw refusal();
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) {
        throw refusal();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HandedOverSerializer<?> that && type.equals(that.type);
    }

    @Override
    public int hashCode() {
        return type.hashCode();
    }

    @Override
    public TypeSerializerSnapshot<T> snapshotConfiguration() {
        throw refusal();
    }
}
