package io.firn.maintenance.reachability;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LocationsTest {
    @ParameterizedTest
    @CsvSource({
        "s3://bucket/t/a, s3a://bucket/t/a",
        "s3n://bucket/t/a, S3A://bucket/t/a",
        "file:/t/a, /t/a",
        "file:///t/a, /t/a",
        "file://localhost/t/a, file:/t/a",
        "s3://bucket/t//data///a, s3://bucket/t/data/a",
        "/t/./a, /t/a",
        "/t/b/../a, /t/a",
        "s3://b/t/at=10%3A30/a, s3://b/t/at=10:30/a",
        "s3://b/t/at=10%253A30/a, s3://b/t/at=10%3A30/a",
        "s3://b/t/a%2Bb, s3://b/t/a+b",
        "s3://b/t/a%20b, s3://b/t/a b",
        "s3://b/t/a+b, s3://b/t/a b",
        "s3://b/t/b%C3%BCcher, s3://b/t/bücher",
        "s3://b/t/bu\u0308cher, s3://b/t/b\u00fccher"
    })
    void h6h7SpellingsOfOneFileAreEqual(String one, String other) {
        assertThat(Locations.canonical(one)).isEqualTo(Locations.canonical(other));
        assertThat(Locations.hash(one)).isEqualTo(Locations.hash(other));
        assertThat(Locations.hash(Locations.canonical(one))).isEqualTo(Locations.hash(other));
    }

    @ParameterizedTest
    @CsvSource({
        "s3://bucket/a, s3://other/a",
        "s3://bucket/a, gs://bucket/a",
        "file:/bucket/a, s3://bucket/a",
        "/t/a, /t/A",
        "/t/a, /t/a/",
        "/t/a%zz, /t/a",
        "hdfs://one:8020/a, hdfs://two:8020/a"
    })
    void differentFilesDiffer(String one, String other) {
        assertThat(Locations.canonical(one)).isNotEqualTo(Locations.canonical(other));
        assertThat(Locations.hash(one)).isNotEqualTo(Locations.hash(other));
    }

    @Test
    void originsNameSchemeAndAuthority() {
        assertThat(Locations.origin("s3a://bucket/t/a")).isEqualTo("s3://bucket");
        assertThat(Locations.origin("file:///t")).isEqualTo("file:");
        assertThat(Locations.origin("/t/a:b")).isEqualTo("file:");
        assertThat(Locations.origin("hdfs:/t")).isEqualTo("hdfs:");
        assertThat(Locations.origin("hdfs://name:8020/t")).isEqualTo("hdfs://name:8020");
        assertThat(Locations.origin("s3://bucket")).isEqualTo("s3://bucket");
    }

    @Test
    void h5APrefixOfANameIsNoDirectory() {
        assertThat(Locations.isWithin("s3://b/events/data", "s3a://b/events")).isTrue();
        assertThat(Locations.isWithin("s3://b/events", "s3://b/events/")).isTrue();
        assertThat(Locations.isWithin("s3://b/events_v2", "s3://b/events")).isFalse();
        assertThat(Locations.isWithin("s3://b/events", "s3://b")).isTrue();
    }

    @Test
    void theSetKeepsWhatItGotAndNothingElse() {
        LocationHashes set = new LocationHashes();
        List<String> locations = new ArrayList<>();
        for (int i = 0; i < 200_000; i++) {
            locations.add("s3://bucket/warehouse/t/data/00000-" + i + "-abc.parquet");
        }
        assertThat(locations).allMatch(location -> set.add(Locations.hash(location)));
        assertThat(locations).allMatch(location -> set.contains(Locations.hash(location)));
        assertThat(locations).noneMatch(location -> set.add(Locations.hash(location)));
        assertThat(locations).noneMatch(location -> set.contains(Locations.hash(location + "x")));
        assertThat(set.size()).isEqualTo(200_000);
        assertThat(set.add(0)).isTrue();
        assertThat(set.contains(0)).isTrue();
    }
}
