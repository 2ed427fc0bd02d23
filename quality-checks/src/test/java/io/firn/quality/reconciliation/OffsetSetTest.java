package io.firn.quality.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class OffsetSetTest {
    @Property
    void isTheSetOfWhatWasAdded(@ForAll @Size(max = 40) List<@LongRange(min = 0, max = 60) Long> offsets) {
        OffsetSet.Builder builder = new OffsetSet.Builder();
        offsets.forEach(builder::add);
        assertThat(members(builder.build())).isEqualTo(new TreeSet<>(offsets));
        assertThat(builder.added()).isEqualTo(offsets.size());
        assertThat(builder.build().size()).isEqualTo(new TreeSet<>(offsets).size());
    }

    @Property
    void combinesAsSetsDo(
            @ForAll Set<@LongRange(min = 0, max = 60) Long> mine,
            @ForAll Set<@LongRange(min = 0, max = 60) Long> theirs,
            @ForAll @LongRange(min = 0, max = 61) long cut) {
        OffsetSet a = of(mine);
        OffsetSet b = of(theirs);
        assertThat(members(a.plus(b))).isEqualTo(union(mine, theirs));
        TreeSet<Long> difference = new TreeSet<>(mine);
        difference.removeAll(theirs);
        assertThat(members(a.minus(b))).isEqualTo(difference);
        TreeSet<Long> common = new TreeSet<>(mine);
        common.retainAll(theirs);
        assertThat(members(a.and(b))).isEqualTo(common);
        assertThat(members(a.below(cut))).isEqualTo(new TreeSet<>(mine).headSet(cut));
        assertThat(members(a.from(cut))).isEqualTo(new TreeSet<>(mine).tailSet(cut));
        assertThat(a.contains(cut)).isEqualTo(mine.contains(cut));
        long run = cut;
        while (mine.contains(run)) {
            run++;
        }
        assertThat(a.runFrom(cut)).isEqualTo(run);
    }

    @Property
    void rangesAreDisjointAndDoNotTouchAndTextReadsBackTheSame(
            @ForAll Set<@LongRange(min = 0, max = 60) Long> offsets) {
        OffsetSet set = of(offsets);
        List<OffsetRange> ranges = set.ranges();
        for (int i = 1; i < ranges.size(); i++) {
            assertThat(ranges.get(i).from()).isGreaterThan(ranges.get(i - 1).to());
        }
        assertThat(OffsetSet.parse(set.toString())).isEqualTo(set).hasSameHashCodeAs(set);
    }

    @Test
    void textNamesTheLastOffsetOfARange() {
        assertThat(OffsetSet.of(3, 8).plus(OffsetSet.of(9, 10))).hasToString("3-7,9");
        assertThat(OffsetSet.EMPTY).hasToString("");
        assertThat(new OffsetRange(3, 8)).hasToString("3 to 7");
        assertThat(new OffsetRange(3, 4)).hasToString("3");
    }

    @Test
    void manyOffsetsOutOfOrderAreTidiedOnTheWay() {
        OffsetSet.Builder builder = new OffsetSet.Builder();
        for (long offset = 0; offset < 400_000; offset += 2) {
            builder.add(offset);
        }
        for (long offset = 399_999; offset > 0; offset -= 2) {
            builder.add(offset);
        }
        assertThat(builder.build()).isEqualTo(OffsetSet.of(0, 400_000));
    }

    @Test
    void aRangeIsNotEmpty() {
        assertThatThrownBy(() -> new OffsetRange(5, 5))
                .hasMessage("Cannot make a range of offsets: from 5 to before 5");
    }

    static OffsetSet of(Iterable<Long> offsets) {
        OffsetSet.Builder builder = new OffsetSet.Builder();
        offsets.forEach(builder::add);
        return builder.build();
    }

    private static Set<Long> union(Set<Long> mine, Set<Long> theirs) {
        TreeSet<Long> union = new TreeSet<>(mine);
        union.addAll(theirs);
        return union;
    }

    private static Set<Long> members(OffsetSet set) {
        TreeSet<Long> members = new TreeSet<>();
        set.ranges().forEach(range -> {
            for (long offset = range.from(); offset < range.to(); offset++) {
                members.add(offset);
            }
        });
        return members;
    }
}
