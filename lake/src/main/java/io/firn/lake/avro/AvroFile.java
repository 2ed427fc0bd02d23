package io.firn.lake.avro;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** An Avro file whose bytes are in memory: its schema and its records, block by block. */
public final class AvroFile {
    private static final byte[] MAGIC = {'O', 'b', 'j', 1};
    private static final int SYNC_BYTES = 16;
    private static final int MOST_BLOCK_BYTES = 256 << 20;
    /** Manifests of one table have one schema, and parsing it takes as long as reading hundreds of entries. */
    private static final Cache<String, AvroType> SCHEMAS =
            Caffeine.newBuilder().maximumSize(200).build();

    private final AvroInput file;
    private final AvroType schema;
    private final boolean isDeflated;
    private final byte[] sync;

    private AvroFile(AvroInput file, AvroType schema, boolean isDeflated, byte[] sync) {
        this.file = file;
        this.schema = schema;
        this.isDeflated = isDeflated;
        this.sync = sync;
    }

    /** @throws UnsupportedAvroException if it is no Avro file, or one with a schema or a codec unknown here */
    public static AvroFile of(byte[] bytes) {
        AvroInput input = new AvroInput(bytes);
        if (bytes.length < MAGIC.length || !Arrays.equals(input.readBytes(MAGIC.length), MAGIC)) {
            throw new UnsupportedAvroException("Cannot read Avro: the file begins otherwise");
        }
        Map<String, String> header = new HashMap<>();
        for (long count = AvroType.Array.blockSize(input); count > 0; count = AvroType.Array.blockSize(input)) {
            for (long i = 0; i < count; i++) {
                header.put(input.readString(), input.readString());
            }
        }
        String codec = header.getOrDefault("avro.codec", "null");
        if (!codec.equals("deflate") && !codec.equals("null")) {
            throw new UnsupportedAvroException("Cannot read Avro: its codec is " + codec);
        }
        AvroType schema = SCHEMAS.get(header.getOrDefault("avro.schema", ""), AvroSchema::parse);
        return new AvroFile(input, schema, codec.equals("deflate"), input.readBytes(SYNC_BYTES));
    }

    public AvroType schema() {
        return schema;
    }

    /** Gives every record to {@code reader}, which has to read exactly one each time. */
    public void forEach(Consumer<AvroInput> reader) {
        Inflater inflater = new Inflater(true);
        try {
            AvroInput block = new AvroInput(new byte[1 << 17]);
            while (file.remaining() > 0) {
                long records = file.readLong();
                long length = file.readLong();
                int start = file.position();
                file.skip(length);
                if (isDeflated) {
                    inflate(inflater, start, (int) length, block);
                } else {
                    block.reset(Arrays.copyOfRange(file.array(), start, file.position()), (int) length);
                }
                block.expectItems(records);
                for (long i = 0; i < records; i++) {
                    reader.accept(block);
                }
                if (!block.ended() || !Arrays.equals(file.readBytes(SYNC_BYTES), sync)) {
                    throw new UnsupportedAvroException("Cannot read Avro: a block ends elsewhere");
                }
            }
        } finally {
            inflater.end();
        }
    }

    private void inflate(Inflater inflater, int start, int length, AvroInput block) {
        byte[] buffer = block.array();
        inflater.reset();
        inflater.setInput(file.array(), start, length);
        int size = 0;
        try {
            while (!inflater.finished()) {
                if (size == buffer.length) {
                    if (size >= MOST_BLOCK_BYTES) {
                        throw new UnsupportedAvroException("Cannot read Avro: a block of more than 256 MB");
                    }
                    buffer = Arrays.copyOf(buffer, 2 * size);
                }
                int more = inflater.inflate(buffer, size, buffer.length - size);
                if (more == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
                    throw new UnsupportedAvroException("Cannot read Avro: a block is cut off");
                }
                size += more;
            }
        } catch (DataFormatException e) {
            throw new UnsupportedAvroException("Cannot read Avro: " + e.getMessage());
        }
        block.reset(buffer, size);
    }
}
