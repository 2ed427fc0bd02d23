package io.firn.lake.config;

/**
 * The whole of {@code firn.yaml}: one file serves the pipeline, the daemon and the command line, so that they cannot
 * disagree on which tables, topics and catalog they mean.
 */
public record FirnConfig(
        CatalogConfig catalog,
        KafkaConfig kafka,
        PipelineConfig pipeline,
        MaintenanceConfig maintenance,
        QualityConfig quality,
        Tiers tiers,
        DaemonConfig daemon) {}
