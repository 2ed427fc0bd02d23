package io.firn.daemon.view;

import java.util.List;

/**
 * The lake in a few words.
 *
 * @param state {@code good}, {@code warn} or {@code bad}
 * @param details what is behind them
 */
public record VerdictView(String state, String words, List<String> details) {
    public VerdictView {
        details = List.copyOf(details);
    }
}
