package io.firn.maintenance.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.maintenance.verify.Receipt.Check;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReceiptTest {
    @Test
    void theJsonFormIsTheSameTextForTheSameReceipt() {
        Receipt receipt = new Receipt(List.of(Check.failed("rows", "5 \"in\",\n4 out")), 5, 4, 0, 2, 1, 20, 10, 0, 1);
        assertThat(receipt.json())
                .isEqualTo(
                        "{\"checks\":[{\"name\":\"rows\",\"passed\":false,\"detail\":\"5 \\\"in\\\",\\u000a4 out\"}],"
                                + "\"rowsIn\":5,\"rowsOut\":4,\"rowsDeleted\":0,\"filesIn\":2,\"filesOut\":1,"
                                + "\"bytesIn\":20,\"bytesOut\":10,\"commits\":0,\"conflicts\":1}");
        assertThat(receipt.passed()).isFalse();
    }

    @Test
    void receiptsOfPartsAddUp() {
        Receipt part = new Receipt(List.of(Check.passed("rows", "ok")), 5, 4, 1, 2, 1, 20, 10, 1, 1);
        assertThat(part.plus(part))
                .isEqualTo(new Receipt(List.of(Check.passed("rows", "ok")), 10, 8, 2, 4, 2, 40, 20, 2, 2));
        assertThat(Receipt.EMPTY.plus(part)).isEqualTo(part);
    }
}
