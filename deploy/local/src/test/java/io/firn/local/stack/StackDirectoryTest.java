package io.firn.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackDirectoryTest {
    @TempDir
    Path root;

    @Test
    void aSecondStackInADirectoryIsRefused() throws Exception {
        StackDirectory directory = new StackDirectory(root);
        try (StackLock lock = StackLock.take(directory)) {
            assertThat(lock).isNotNull();
            assertThatThrownBy(() -> StackLock.take(directory))
                    .isInstanceOf(StackException.class)
                    .hasMessage("Cannot start in '" + root + "': process "
                            + ProcessHandle.current().pid() + " already runs the stack there");
        }
        StackLock.take(directory).close();
    }

    @Test
    void aNameThatNoDatabaseAddressMayHoldIsRefused() {
        assertThatThrownBy(() -> new StackDirectory(root.resolve("a;b")).create())
                .isInstanceOf(StackException.class)
                .hasMessage("Cannot use directory '" + root + "/a;b': its name holds ';'; choose another --dir");
    }

    @Test
    void onlyScratchSpaceIsCleared() throws Exception {
        StackDirectory directory = new StackDirectory(root.resolve("stack"));
        directory.create();
        Path data = Files.createDirectories(directory.warehouse()).resolve("data.parquet");
        Files.writeString(data, "rows");
        Path scratch = Files.createDirectories(directory.temporary("pipeline"));
        Files.writeString(scratch.resolve("left"), "over");
        Files.createSymbolicLink(scratch.resolve("link"), directory.warehouse());

        directory.clearTemporary();

        assertThat(scratch).isEmptyDirectory();
        assertThat(data).content().isEqualTo("rows");
    }
}
