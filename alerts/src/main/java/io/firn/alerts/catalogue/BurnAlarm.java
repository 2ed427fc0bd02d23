package io.firn.alerts.catalogue;

import java.util.List;

/**
 * Alarms of CloudWatch for the pace at which a tier spends an error budget, over a long and a short window at once.
 *
 * @param slo the promise, as the label {@code slo} has it
 * @param pace name of the threshold of the pace
 * @param longWindow name of the threshold of the window that makes it matter
 * @param shortWindow name of that of the window with which it ends
 */
public record BurnAlarm(String slo, String pace, String longWindow, String shortWindow) {
    public List<String> windows() {
        return List.of(longWindow, shortWindow);
    }
}
