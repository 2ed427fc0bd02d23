package io.firn.quality.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RowConditionTest {
    @Test
    void columnsAreThoseNotQuotedAsText() {
        assertThat(RowCondition.parse("status = 'it''s final' and \"odd name\" > -1.5 and a.b <> c and d is null")
                        .columns())
                .containsExactly("status", "odd name", "a.b", "c", "d");
    }

    @Test
    void whatIsNotUnderstoodIsNamed() {
        assertThatThrownBy(() -> RowCondition.parse("a >= "))
                .hasMessage("Cannot read condition 'a >= ': expected a column or a value, found its end");
        assertThatThrownBy(() -> RowCondition.parse("a b"))
                .hasMessage("Cannot read condition 'a b': expected an operator, found 'b'");
        assertThatThrownBy(() -> RowCondition.parse("1 = a"))
                .hasMessage("Cannot read condition '1 = a': expected a column, found '1'");
        assertThatThrownBy(() -> RowCondition.parse("a = 1; drop"))
                .hasMessage("Cannot read condition 'a = 1; drop': what begins at character 6 is not understood");
        assertThatThrownBy(() -> RowCondition.parse("a - b > 1"))
                .hasMessage("Cannot read condition 'a - b > 1': what begins at character 2 is not understood");
        assertThatThrownBy(() -> RowCondition.parse("a > current_date"))
                .hasMessage(
                        "Cannot read condition 'a > current_date': expected a column or a value, found 'current_date'");
        assertThatThrownBy(() -> RowCondition.parse("a = 1 or b = 2"))
                .hasMessage("Cannot read condition 'a = 1 or b = 2': expected nothing more, found 'or'");
    }
}
