package io.firn.quality.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class KeySetPropertyTest {
    /** Keys are equal exactly where their hashes are, whatever the seed. */
    @Property
    void aSetOfHashesHasTheKeysThatASetOfKeysHas(
            @ForAll @Size(max = 200) List<String> keys, @ForAll long seed1, @ForAll long seed2) {
        KeyHash hash = new KeyHash(seed1, seed2);
        KeySet hashes = new KeySet(Math.max(1, keys.size()));
        Set<String> seen = new HashSet<>();
        for (String key : keys) {
            hash.reset().add(key);
            boolean isNew = hashes.put(hash.high(), hash.low()) < 0;
            assertThat(isNew).isEqualTo(seen.add(key));
        }
        assertThat(hashes.size()).isEqualTo(seen.size());
    }

    /** Parts of a key do not run into each other. */
    @Property
    void theSameTextCutElsewhereIsAnotherKey(@ForAll String one, @ForAll String other, @ForAll long seed) {
        List<List<Long>> hashes = new ArrayList<>();
        for (List<String> parts : List.of(List.of(one, other), List.of(one + other, ""), List.of("", one + other))) {
            KeyHash hash = new KeyHash(seed, ~seed).reset();
            parts.forEach(hash::add);
            hashes.add(List.of(hash.high(), hash.low()));
        }
        assertThat(hashes.get(0).equals(hashes.get(1))).isEqualTo(other.isEmpty());
        assertThat(hashes.get(0).equals(hashes.get(2))).isEqualTo(one.isEmpty());
    }

    @Property
    void wholeNumbersNeverCollide(@ForAll long one, @ForAll long other, @ForAll long seed) {
        KeyHash hash = new KeyHash(seed, seed + 1);
        long first = hash.reset().add(one).high();
        assertThat(hash.reset().add(other).high() == first).isEqualTo(one == other);
    }
}
