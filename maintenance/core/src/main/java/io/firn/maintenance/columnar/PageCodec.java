package io.firn.maintenance.columnar;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputDecompressor;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** Decompresses pages of any codec and compresses to one. For one thread. */
final class PageCodec implements AutoCloseable {
    private static final int BUFFER = 1 << 16;
    /** Iceberg's rows hold a page, its values and what becomes of them, in arrays that double when they grow. */
    private static final int ROW_PAGES = 16;

    private final int mostBytes;
    private final ZstdDecompressCtx zstdReader = new ZstdDecompressCtx();
    private final ZstdCompressCtx zstdWriter = new ZstdCompressCtx();
    private final Map<CompressionCodecName, BytesInputDecompressor> others = new EnumMap<>(CompressionCodecName.class);
    private final CodecFactory factory;
    /** What is compressed is for files of these. */
    private WriteSettings written;

    private byte[] compressed = new byte[BUFFER];

    /** @param mostBytes that a page may have, uncompressed: a thread holds a few times as many */
    PageCodec(WriteSettings settings, int mostBytes) {
        this.written = settings;
        this.mostBytes = mostBytes;
        this.factory = new CodecFactory(settings.codecConfiguration(new Configuration(false)), BUFFER);
        zstdWriter.setLevel(settings.zstdLevel());
    }

    /** Compresses for files of other settings from now on. */
    void write(WriteSettings settings) {
        if (!settings.equals(written)) {
            written = settings;
            zstdWriter.setLevel(settings.zstdLevel());
        }
    }

    /** @throws NotColumnarException if so many bytes are more than a page may have */
    int checked(long bytes) {
        if (bytes > mostBytes) {
            throw new NotColumnarException("a page is too large for the memory");
        }
        return (int) bytes;
    }

    /**
     * The same for a page of an input.
     *
     * @throws NotColumnarException if so many bytes are more than a page may have here
     * @throws OversizedPageException if nobody can hold it
     */
    int checkedInput(long bytes) {
        long most = Math.max(mostBytes, Runtime.getRuntime().maxMemory() / ROW_PAGES);
        if (bytes > most) {
            throw new OversizedPageException(bytes, most);
        }
        return checked(bytes);
    }

    /**
     * Fills {@code to} from {@code toAt} with exactly so many bytes.
     *
     * @throws CorruptPageException if they are others
     */
    void decompress(
            CompressionCodecName codec, byte[] from, int at, int length, byte[] to, int toAt, int uncompressed) {
        if (uncompressed == 0) {
            return;
        }
        int got;
        try {
            got = decompressed(codec, from, at, length, to, toAt, uncompressed);
        } catch (IOException | RuntimeException e) {
            // Each codec says in its own way that it cannot.
            throw new CorruptPageException("it cannot be decompressed", e);
        }
        if (got != uncompressed) {
            throw new CorruptPageException("it has another size than its header says");
        }
    }

    private int decompressed(
            CompressionCodecName codec, byte[] from, int at, int length, byte[] to, int toAt, int uncompressed)
            throws IOException {
        switch (codec) {
            case UNCOMPRESSED -> {
                System.arraycopy(from, at, to, toAt, Math.min(length, uncompressed));
                return length;
            }
            case ZSTD -> {
                return zstdReader.decompressByteArray(to, toAt, uncompressed, from, at, length);
            }
            default -> {
                BytesInput bytes = others.computeIfAbsent(codec, factory::getDecompressor)
                        .decompress(BytesInput.from(from, at, length), uncompressed);
                if (bytes.size() == uncompressed) {
                    bytes.toInputStream().readNBytes(to, toAt, uncompressed);
                }
                return Math.toIntExact(bytes.size());
            }
        }
    }

    /** Compresses so many bytes. */
    PageBytes.Slice compress(byte[] from, int length, PageBytes into) {
        CompressionCodecName codec = written.codec();
        try {
            switch (codec) {
                case UNCOMPRESSED -> {
                    return into.add(from, length);
                }
                case ZSTD -> {
                    compressed = LittleEndian.grown(compressed, Math.toIntExact(Zstd.compressBound(length)));
                    int size = zstdWriter.compressByteArray(compressed, 0, compressed.length, from, 0, length);
                    return into.add(compressed, size);
                }
                default -> {
                    byte[] bytes = factory.getCompressor(codec)
                            .compress(BytesInput.from(from, 0, length))
                            .toInputStream()
                            .readAllBytes();
                    return into.add(bytes, bytes.length);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot compress a page", e);
        }
    }

    @Override
    public void close() {
        zstdReader.close();
        zstdWriter.close();
        factory.release();
    }
}
