package io.firn.quality.anomaly;

/**
 * How unusual a point is.
 *
 * @param value the modified z-score, never negative
 * @param ratio the point's value as a multiple of the median; 1 where that is 0
 * @param points that it was compared with
 */
public record Score(double value, double ratio, Basis basis, int points) {}
