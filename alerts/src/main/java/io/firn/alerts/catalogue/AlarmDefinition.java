package io.firn.alerts.catalogue;

import java.util.Map;
import java.util.Optional;

/**
 * An alarm of CloudWatch that stands for an alert, over one metric as the daemon sends it.
 *
 * @param suffix makes several alarms of one alert; empty where there is one
 * @param dimensions CloudWatch's, their values texts that may name settings
 * @param comparison CloudWatch's operator
 * @param threshold a number that may name a threshold
 * @param minutes how many minutes one period has
 * @param holds name of the threshold for how long every period must breach; one period where it is absent
 * @param missing what no data means, in CloudWatch's words
 */
public record AlarmDefinition(
        String suffix,
        String metric,
        Map<String, String> dimensions,
        String statistic,
        String comparison,
        String threshold,
        int minutes,
        Optional<String> holds,
        String missing) {
    public AlarmDefinition {
        dimensions = Map.copyOf(dimensions);
    }
}
