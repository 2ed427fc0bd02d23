package io.firn.maintenance.reachability;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.FileIO;

/**
 * Whether files that the current snapshot needs are there (hazard H19): somebody else, such as a bucket's lifecycle rule,
 * may delete them, and a table that has lost files must not lose more.
 *
 * @param sampled files looked for
 * @param missing how many of them do not exist
 */
public record LiveFileSample(int sampled, int missing) {
    /** Finds a loss of 5 % of the files with a probability of 92 %. */
    public static final int FILES = 50;

    private static final int MANIFESTS = 10;

    /** Sampled at random from up to ten manifests, themselves chosen at random; throws what the storage throws. */
    public static LiveFileSample of(Table table, int files, Random random, ExecutorService reads) {
        Snapshot snapshot = table.currentSnapshot();
        if (snapshot == null || files == 0) {
            return new LiveFileSample(0, 0);
        }
        List<String> sample = sample(ManifestReads.manifests(snapshot, table.io()), table.io(), files, random);
        List<Callable<Boolean>> checks = new ArrayList<>();
        sample.forEach(
                location -> checks.add(() -> table.io().newInputFile(location).exists()));
        long there = ParallelReads.all(checks, reads).stream()
                .filter(exists -> exists)
                .count();
        return new LiveFileSample(sample.size(), (int) (sample.size() - there));
    }

    public LiveFileSample {
        if (missing < 0 || missing > sampled) {
            throw new IllegalArgumentException("Cannot miss " + missing + " of " + sampled + " sampled files");
        }
    }

    /** Each live entry of the chosen manifests has the same chance. */
    private static List<String> sample(List<ManifestFile> manifests, FileIO io, int files, Random random) {
        List<ManifestFile> shuffled = new ArrayList<>(manifests);
        Collections.shuffle(shuffled, random);
        List<String> sample = new ArrayList<>();
        long[] seen = {0};
        for (ManifestFile manifest : shuffled.subList(0, Math.min(MANIFESTS, shuffled.size()))) {
            ManifestReads.entries(manifest, io, (location, bytes) -> {
                seen[0]++;
                if (sample.size() < files) {
                    sample.add(location);
                } else {
                    long place = random.nextLong(seen[0]);
                    if (place < files) {
                        sample.set((int) place, location);
                    }
                }
            });
        }
        return sample;
    }
}
