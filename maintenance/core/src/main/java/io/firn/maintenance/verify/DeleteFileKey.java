package io.firn.maintenance.verify;

import java.util.Optional;
import org.apache.iceberg.DeleteFile;

/** Tells delete files apart: several deletion vectors share one file. */
public record DeleteFileKey(String location, long offset) {

    public static DeleteFileKey of(DeleteFile delete) {
        return new DeleteFileKey(
                delete.location(), Optional.ofNullable(delete.contentOffset()).orElse(0L));
    }
}
