package io.firn.daemon.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

/** The search finds what it is for; otherwise it would find nothing everywhere. */
class MarkTest {
    @Test
    void aTextIsFoundCutShortAndAsBytes() {
        Mark mark = Mark.of("subject", Types.StringType.get(), "MRK-subject-Wagenknecht");

        assertThat(mark.isIn("value mrk-subj of a bound")).isTrue();
        assertThat(mark.isIn("0x4d524b2d7375626a656374")).isTrue();
        assertThat(mark.isIn("\"TVJLLXN1YmplY3QtV2Fn\"")).isTrue();
        assertThat(mark.isIn("MRK of somebody else")).isFalse();
    }

    @Test
    void aNumberIsFoundAsPeopleAndProgramsWriteIt() {
        Mark mark = Mark.of("large", Types.LongType.get(), 8_273_645_190_273_645L);

        assertThat(mark.isIn("firn_x 8.273645190273645E15")).isTrue();
        assertThat(mark.isIn("8,273,645,190,273,645 rows")).isTrue();
        assertThat(mark.isIn("max=8273645190273645")).isTrue();
        assertThat(mark.isIn("8273645190273644")).isFalse();
    }

    @Test
    void aTimeIsFoundAsDateAndAsCount() {
        Mark moment =
                Mark.of("moment", Types.TimestampType.withZone(), OffsetDateTime.parse("1953-02-17T06:19:43.171819Z"));
        Mark born = Mark.of("born", Types.DateType.get(), LocalDate.parse("1931-07-19"));

        assertThat(moment.isIn("at 1953-02-17 06:19:43")).isTrue();
        assertThat(moment.isIn("day 1953-02-17")).isTrue();
        assertThat(moment.isIn("-532374016828181")).isTrue();
        assertThat(born.isIn("1931-07-19")).isTrue();
        assertThat(born.isIn("born=-14046")).isTrue();
    }
}
