package io.firn.alerts.catalogue;

import java.util.Map;

/**
 * An alarm of CloudWatch that stands for an alert, over one metric as the daemon sends it.
 *
 * @param suffix makes several alarms of one alert; empty where there is one
 * @param dimensions CloudWatch's, their values texts that may name settings
 * @param comparison CloudWatch's operator
 * @param threshold a number that may name a threshold
 * @param minutes how many minutes one period has
 * @param periods how many of them breach before the alarm goes off
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
        int periods,
        String missing) {
    public AlarmDefinition {
        dimensions = Map.copyOf(dimensions);
    }
}
