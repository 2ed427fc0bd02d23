package io.firn.benchmarks.compaction;

import io.firn.benchmarks.Medians;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** What a candidate's rounds over one sample took: the first, in a JVM that has done nothing yet, and those after the warm-up. */
final class Figures {
    private final String name;
    private final long startMillis;
    private final int warmUp;
    private final List<Round> rounds = new ArrayList<>();
    private long peakKilobytes;
    private String said = "";

    /** @param warmUp rounds that are not taken for warm, the first among them */
    Figures(String name, long startMillis, int warmUp) {
        this.name = name;
        this.startMillis = startMillis;
        this.warmUp = warmUp;
    }

    /** One compaction. */
    record Round(long wallMillis, long cpuMillis, long outputs, long outputBytes) {}

    void add(Round round, long peak, String remark) {
        rounds.add(round);
        peakKilobytes = peak;
        said = remark;
    }

    String said() {
        return said;
    }

    static String heading() {
        return "            warm: wall s     CPU s  | first: wall s     CPU s   start s |  peak MB  files  output MB  rounds";
    }

    String row() {
        return String.format(
                Locale.ROOT,
                "  %-8s %13.2f %9.2f  | %13.2f %9.2f %9.2f | %8d %6d %10.1f  %d + %d",
                name,
                warm(Round::wallMillis) / 1e3,
                warm(Round::cpuMillis) / 1e3,
                first().wallMillis() / 1e3,
                first().cpuMillis() / 1e3,
                startMillis / 1e3,
                peakKilobytes >> 10,
                first().outputs(),
                warm(Round::outputBytes) / 1e6,
                rounds.size() - warmUp,
                warmUp);
    }

    /** How many times of this one's figures the other's are. */
    String against(Figures peer) {
        return String.format(
                Locale.ROOT,
                "  %-8s takes %5.2f x the time, %5.2f x the CPU, %5.2f x the memory, %5.3f x the bytes; first round %5.2f x the"
                        + " time, %5.2f x the CPU",
                peer.name,
                ratio(peer.warm(Round::wallMillis), warm(Round::wallMillis)),
                ratio(peer.warm(Round::cpuMillis), warm(Round::cpuMillis)),
                ratio(peer.peakKilobytes, peakKilobytes),
                ratio(peer.warm(Round::outputBytes), warm(Round::outputBytes)),
                ratio(peer.first().wallMillis(), first().wallMillis()),
                ratio(peer.first().cpuMillis(), first().cpuMillis()));
    }

    private Round first() {
        return rounds.get(0);
    }

    private long warm(ToLongFunction<Round> figure) {
        return Medians.of(rounds.subList(warmUp, rounds.size()), figure);
    }

    private static double ratio(long of, long to) {
        return (double) of / Math.max(1, to);
    }
}
