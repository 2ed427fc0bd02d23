package io.firn.daemon.alert;

import io.firn.alerts.publish.Finding;
import java.util.List;
import java.util.Optional;

/** One of the places where the daemon finds something. */
interface FindingSource {
    /** The same over restarts: what this source found before and does not find any more has ended. */
    String name();

    /**
     * Everything that is so now; empty where nothing is known yet.
     *
     * @throws RuntimeException if it cannot be asked, which ends nothing
     */
    Optional<List<Finding>> find();
}
