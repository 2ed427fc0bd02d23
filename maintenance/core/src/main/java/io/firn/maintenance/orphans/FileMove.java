package io.firn.maintenance.orphans;

import io.firn.lake.catalog.LocalFileIO;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileIO;

/**
 * Moves one file by its exact name (hazard H7), never over another one. Where the storage cannot rename, the file is copied,
 * the copy read back and compared, and only then the original deleted and looked for: it must be gone.
 */
record FileMove(FileIO io) {
    private static final int BUFFER = 1 << 20;

    /** @throws RuntimeException if it did not work; the original or its verified copy is there in any case */
    void move(String from, String to) {
        if (exists(to)) {
            throw new IllegalStateException("Cannot move a file: another one has its new name");
        }
        if (io instanceof LocalFileIO local) {
            local.renameFile(from, to);
        } else {
            copy(from, to);
            delete(from);
        }
        if (exists(from) || !exists(to)) {
            throw new IllegalStateException(
                    "Cannot move a file: afterwards it still has its old name, or not its new one");
        }
    }

    boolean exists(String location) {
        return io.newInputFile(location).exists();
    }

    long length(String location) {
        return io.newInputFile(location).getLength();
    }

    boolean isSame(String one, String other) {
        return length(one) == length(other) && Arrays.equals(digest(one), digest(other));
    }

    /** Deletes it if it is there; it is gone afterwards. */
    void delete(String location) {
        try {
            io.deleteFile(location);
        } catch (NotFoundException e) {
            return;
        }
        if (exists(location)) {
            throw new IllegalStateException("Cannot delete a file: it is still there afterwards");
        }
    }

    private void copy(String from, String to) {
        try (InputStream in = io.newInputFile(from).newStream();
                OutputStream out = io.newOutputFile(to).create()) {
            byte[] buffer = new byte[BUFFER];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                out.write(buffer, 0, read);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot copy a file", e);
        }
        if (!isSame(from, to)) {
            delete(to);
            throw new UncheckedIOException("Cannot copy a file", new EOFException("its copy differs from it"));
        }
    }

    private byte[] digest(String location) {
        try (DigestInputStream in =
                new DigestInputStream(io.newInputFile(location).newStream(), MessageDigest.getInstance("SHA-256"))) {
            byte[] buffer = new byte[BUFFER];
            while (in.read(buffer) >= 0) {
                // Reading is what feeds the digest.
            }
            return in.getMessageDigest().digest();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read a file", e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Cannot compare files: every Java has SHA-256", e);
        }
    }
}
