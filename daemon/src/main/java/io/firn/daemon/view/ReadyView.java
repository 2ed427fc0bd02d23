package io.firn.daemon.view;

import java.util.List;

/** The answer of {@code /health/ready}. */
public record ReadyView(boolean ready, List<ComponentView> components) {
    public ReadyView {
        components = List.copyOf(components);
    }
}
