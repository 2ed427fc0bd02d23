package io.firn.maintenance.orphans;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.lake.catalog.LocalFileIO;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileMoveTest {
    private Path from;
    private Path to;

    /** A storage that cannot rename, as S3. */
    private record CopyingFileIO(FileIO io, boolean deletes) implements FileIO {
        @Override
        public InputFile newInputFile(String location) {
            return io.newInputFile(location);
        }

        @Override
        public OutputFile newOutputFile(String location) {
            return io.newOutputFile(location);
        }

        @Override
        public void deleteFile(String location) {
            if (deletes) {
                io.deleteFile(location);
            }
        }
    }

    @BeforeEach
    void write(@TempDir Path directory) throws Exception {
        from = Files.writeString(directory.resolve("a%3Ab c"), "orphan");
        to = directory.resolve("quarantine/0-a%3Ab c");
    }

    private static void move(FileIO io, Path from, Path to) {
        new FileMove(io).move(from.toString(), to.toString());
    }

    @Test
    void h7AStorageThatCannotRenameGetsAVerifiedCopyAndLosesTheOriginal() {
        move(new CopyingFileIO(new LocalFileIO(), true), from, to);
        assertThat(from).doesNotExist();
        assertThat(to).hasContent("orphan");
    }

    @Test
    void h7ADeletionThatDidNothingIsNoSuccess() {
        assertThatThrownBy(() -> move(new CopyingFileIO(new LocalFileIO(), false), from, to))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Cannot delete a file: it is still there afterwards");
        assertThat(from).hasContent("orphan");
    }

    @Test
    void noFileIsMovedOverAnother() throws Exception {
        Files.createDirectories(to.getParent());
        Files.writeString(to, "somebody else's");
        assertThatThrownBy(() -> move(new LocalFileIO(), from, to))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Cannot move a file: another one has its new name");
        assertThat(from).hasContent("orphan");
        assertThat(to).hasContent("somebody else's");
    }
}
