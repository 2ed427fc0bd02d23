package io.firn.lake.catalog;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;

/** A file of this machine to write; the directories above it come into being with it. */
record LocalOutputFile(String location, Path path) implements OutputFile {
    private static final int BUFFER_BYTES = 64 * 1024;

    @Override
    public PositionOutputStream create() {
        return open(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    @Override
    public PositionOutputStream createOrOverwrite() {
        return open(StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
    }

    @Override
    public InputFile toInputFile() {
        return new LocalInputFile(location, path);
    }

    private PositionOutputStream open(OpenOption... options) {
        try {
            if (path.getParent() != null) {
                Files.createDirectories(path.getParent());
            }
            return new Stream(FileChannel.open(path, options));
        } catch (FileAlreadyExistsException e) {
            throw new AlreadyExistsException(e, "Cannot create file %s: it exists", location);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot create file " + location, e);
        }
    }

    private static final class Stream extends PositionOutputStream {
        private final FileChannel channel;
        private final OutputStream buffer;
        private final EarlySync sync;
        private long position;

        private Stream(FileChannel channel) {
            this.channel = channel;
            this.buffer = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES);
            this.sync = new EarlySync(channel);
        }

        @Override
        public long getPos() {
            return position;
        }

        @Override
        public void write(int value) throws IOException {
            buffer.write(value);
            position++;
            sync.written(position);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            buffer.write(bytes, offset, length);
            position += length;
            sync.written(position);
        }

        @Override
        public void flush() throws IOException {
            buffer.flush();
        }

        /** Forces the content to disk: after a power cut, a catalog must not point to an empty file. */
        @Override
        public void close() throws IOException {
            if (!channel.isOpen()) {
                return;
            }
            try (channel) {
                buffer.flush();
                sync.end();
            }
        }
    }
}
