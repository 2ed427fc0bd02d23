package io.firn.quality.scan;

/** A rule by the name under which its outcome is reported. */
public record ScanCheck(String name, ScanRule rule) {}
