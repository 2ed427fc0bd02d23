package io.firn.alerts.catalogue;

import java.util.List;

/** Thresholds or a catalogue that cannot be used, with every problem that was found, one a line. */
public final class CatalogueException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    CatalogueException(List<String> problems) {
        super(String.join("\n", problems));
    }
}
