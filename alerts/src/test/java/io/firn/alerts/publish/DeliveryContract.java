package io.firn.alerts.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.alerts.publish.Told.Delivery;
import io.firn.alerts.publish.Told.State;
import io.firn.lake.config.Severity;
import io.firn.testing.MovableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** What is told to whom and when, whatever database keeps it. */
interface DeliveryContract {
    Duration RESEND = Duration.ofMinutes(1);
    Instant START = Instant.parse("2026-03-01T12:00:00Z");
    Answer DOWN = new Answer.Failed("no connection");

    DataSource source();

    /** One catalog, two receivers, and a daemon that can be started anew. */
    final class Scene {
        final MovableClock clock = new MovableClock(START);
        final Ear manager = new Ear("alertmanager/a:9093", Optional.of(RESEND), 200);
        final Ear hook = new Ear("webhook/h", Optional.empty(), 1);
        final List<String> attempts = new CopyOnWriteArrayList<>();
        boolean turn = true;
        private final String catalog = UUID.randomUUID().toString();
        private final DataSource source;
        AlertPublisher publisher;

        Scene(DataSource source) {
            this.source = source;
            this.publisher = daemon(List.of(manager, hook));
        }

        AlertPublisher daemon(List<Receiver> receivers) {
            return new AlertPublisher(
                    source,
                    catalog,
                    receivers,
                    () -> turn,
                    (name, answer) ->
                            attempts.add(name + " " + answer.getClass().getSimpleName()),
                    clock);
        }

        /** What the daemon finds in these tables, and a while later what it has told. */
        void finds(String... tables) {
            publisher.see(
                    Map.of("checks", List.of(tables).stream().map(this::finding).toList()));
            tells();
        }

        void tells() {
            publisher.couriers().forEach(Runnable::run);
        }

        Finding finding(String table) {
            return new Finding(
                    "FirnQualityCheckFailed",
                    Severity.WARNING,
                    catalog,
                    table,
                    Map.of("check", "ids"),
                    "Check ids of " + table + " fails",
                    "what to do",
                    clock.instant());
        }

        List<State> states(String table) {
            return told(table).deliveries().stream().map(Delivery::state).toList();
        }

        Told told(String table) {
            return publisher.findings().stream()
                    .filter(told -> told.finding().table().equals(table))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    default void everyReceiverIsToldOnceThatItIsSoAndOnceThatItHasEnded() {
        Scene scene = new Scene(source());
        scene.finds("a.x");
        scene.finds("a.x");
        scene.clock.advance(Duration.ofSeconds(30));
        scene.finds("a.x");
        assertThat(scene.manager.news()).containsExactly("firing a.x");
        assertThat(scene.hook.news()).containsExactly("firing a.x");

        scene.finds();
        scene.finds();
        assertThat(scene.manager.news()).containsExactly("resolved a.x");
        assertThat(scene.hook.news()).containsExactly("resolved a.x");
        assertThat(scene.told("a.x").ended()).contains(scene.clock.instant());
    }

    /** As for a moment when a lease has ended while its holder was paused. */
    @Test
    default void twoReplicasThatBothTakeTheTurnForTheirsLoseNothing() throws Exception {
        Scene scene = new Scene(source());
        Ear others = new Ear(scene.hook.name(), Optional.empty(), 1);
        AlertPublisher other = scene.daemon(List.of(new Ear(scene.manager.name(), Optional.of(RESEND), 200), others));
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Callable<Integer>> both = List.of(() -> rounds(scene, scene.publisher), () -> rounds(scene, other));
            for (Future<Integer> kept : threads.invokeAll(both)) {
                assertThat(kept.get()).as("rounds that the database took").isPositive();
            }
        } finally {
            threads.shutdown();
        }

        scene.finds("a.x", "a.y");
        assertThat(scene.publisher.findings()).hasSize(2);
        assertThat(all(scene.hook, others)).contains("firing a.x", "firing a.y");
        scene.finds();
        assertThat(all(scene.hook, others)).containsExactlyInAnyOrder("resolved a.x", "resolved a.y");
    }

    /** Of two that write the same at the same time the database may refuse one; its next round finds what the other kept. */
    private static int rounds(Scene scene, AlertPublisher publisher) {
        int kept = 0;
        for (int i = 0; i < 30; i++) {
            try {
                publisher.see(Map.of("checks", List.of(scene.finding("a.x"), scene.finding("a.y"))));
                kept++;
            } catch (IllegalStateException e) {
                assertThat(e).hasMessageStartingWith("Cannot ");
            }
            publisher.couriers().forEach(Runnable::run);
        }
        return kept;
    }

    private static List<String> all(Ear one, Ear other) {
        List<String> all = new ArrayList<>(one.news());
        all.addAll(other.news());
        return all;
    }

    @Test
    default void whoForgetsIsToldAgainWhileItIsSoAndNobodyElse() {
        Scene scene = new Scene(source());
        scene.finds("a.x");
        for (int i = 0; i < 3; i++) {
            scene.clock.advance(RESEND);
            scene.finds("a.x");
        }
        assertThat(scene.manager.news()).containsExactly("firing a.x", "firing a.x", "firing a.x", "firing a.x");
        assertThat(scene.hook.news()).containsExactly("firing a.x");

        scene.finds();
        scene.manager.news();
        scene.clock.advance(RESEND.multipliedBy(3));
        scene.finds();
        assertThat(scene.manager.news()).as("what has ended is told once").isEmpty();
    }

    @Test
    default void whatBeginsAgainIsToldAgainWithItsNewTime() {
        Scene scene = new Scene(source());
        scene.finds("a.x");
        scene.finds();
        scene.clock.advance(Duration.ofHours(1));
        scene.finds("a.x");
        assertThat(scene.hook.news()).containsExactly("firing a.x", "resolved a.x", "firing a.x");
        assertThat(scene.told("a.x").finding().since()).isEqualTo(START.plus(Duration.ofHours(1)));
    }

    @Test
    default void nothingIsLostWhileAReceiverIsDownAndTheOthersDoNotWaitForIt() {
        Scene scene = new Scene(source());
        scene.hook.answer = notice -> DOWN;
        scene.finds("a.x", "a.y");
        assertThat(scene.manager.news()).containsExactlyInAnyOrder("firing a.x", "firing a.y");
        assertThat(scene.hook.asked).as("the second need not be tried").isEqualTo(1);
        assertThat(scene.publisher.undelivered()).containsExactly(Map.entry("webhook/h", START));
        assertThat(scene.states("a.x")).containsExactly(State.DELIVERED, State.WAITING);

        scene.finds("a.y");
        scene.clock.advance(Duration.ofDays(3));
        scene.hook.answer = notice -> new Answer.Delivered();
        scene.finds("a.y");
        assertThat(scene.hook.news())
                .as("that a.x was so, too, is news")
                .containsExactlyInAnyOrder("resolved a.x", "firing a.y");
        assertThat(scene.publisher.undelivered()).isEmpty();
    }

    @Test
    default void aReceiverThatIsDownIsAskedLessAndLessOften() {
        Scene scene = new Scene(source());
        scene.hook.answer = notice -> DOWN;
        for (int second = 0; second < 3600; second += 15) {
            scene.finds("a.x");
            scene.clock.advance(Duration.ofSeconds(15));
        }
        assertThat(scene.hook.asked).isBetween(15, 20);
        assertThat(scene.attempts).contains("webhook/h Failed");
        assertThat(scene.told("a.x").deliveries()).contains(new Delivery("webhook/h", State.WAITING, "no connection"));
    }

    @Test
    default void aRestartLosesNothingAndTellsNothingTwice() {
        Scene scene = new Scene(source());
        scene.hook.answer = notice -> DOWN;
        scene.finds("a.x");
        scene.publisher = scene.daemon(List.of(scene.manager, scene.hook));
        scene.hook.answer = notice -> new Answer.Delivered();
        scene.tells();
        scene.finds("a.x");
        scene.publisher = scene.daemon(List.of(scene.manager, scene.hook));
        scene.finds("a.x");
        assertThat(scene.manager.news()).containsExactly("firing a.x");
        assertThat(scene.hook.news()).containsExactly("firing a.x");

        scene.publisher = scene.daemon(List.of(scene.manager, scene.hook));
        scene.finds();
        assertThat(scene.hook.news()).containsExactly("resolved a.x");
    }

    @Test
    default void whatEndsAndBeginsAgainBeforeItsEndCouldBeToldIsNoNews() {
        Scene scene = new Scene(source());
        scene.finds("a.x");
        scene.hook.news();
        scene.hook.answer = notice -> DOWN;
        scene.finds();
        scene.finds("a.x");
        scene.clock.advance(Duration.ofHours(1));
        scene.hook.answer = notice -> new Answer.Delivered();
        scene.finds("a.x");
        assertThat(scene.hook.news()).isEmpty();
        assertThat(scene.states("a.x")).containsExactly(State.DELIVERED, State.DELIVERED);
    }

    @Test
    default void whatEndsWhileItIsToldIsToldAsEndedNext() {
        Scene scene = new Scene(source());
        scene.hook.answer = notice -> {
            scene.publisher.see(Map.of("checks", List.of()));
            return new Answer.Delivered();
        };
        scene.finds("a.x");
        scene.tells();
        assertThat(scene.hook.news()).containsExactly("firing a.x", "resolved a.x");
    }

    @Test
    default void aReceiverThatThrowsIsLeftInPeaceForAWhile() {
        Scene scene = new Scene(source());
        scene.hook.answer = notice -> {
            throw new IllegalStateException("s3cret");
        };
        scene.finds("a.x");
        scene.tells();
        assertThat(scene.hook.asked).isEqualTo(1);
        assertThat(scene.told("a.x").deliveries())
                .contains(new Delivery("webhook/h", State.WAITING, "a defect: IllegalStateException"));
    }

    @Test
    default void aRefusalIsShownWithItsReasonAndTriedThreeTimesAndAfterARestart() {
        Scene scene = new Scene(source());
        scene.hook.answer = notice -> new Answer.Refused("it answered 403: no");
        for (int i = 0; i < 100; i++) {
            scene.finds("a.x");
            scene.clock.advance(Duration.ofMinutes(5));
        }
        assertThat(scene.hook.asked).isEqualTo(3);
        assertThat(scene.told("a.x").deliveries())
                .contains(new Delivery("webhook/h", State.REFUSED, "it answered 403: no"));

        scene.hook.answer = notice -> new Answer.Delivered();
        scene.publisher = scene.daemon(List.of(scene.manager, scene.hook));
        scene.finds("a.x");
        assertThat(scene.hook.news()).containsExactly("firing a.x");
    }

    @Test
    default void oneThatIsRefusedDoesNotKeepBackTheOthersOfItsRequest() {
        Scene scene = new Scene(source());
        scene.manager.answer = notice -> notice.finding().table().equals("a.bad")
                ? new Answer.Refused("it answered 400: bad")
                : new Answer.Delivered();
        scene.finds("a.x", "a.bad", "a.y");
        assertThat(scene.manager.news()).containsExactlyInAnyOrder("firing a.x", "firing a.y");
        assertThat(scene.states("a.bad")).containsExactly(State.REFUSED, State.DELIVERED);
    }

    @Test
    default void onlyTheReplicaWhoseTurnItIsTells() {
        Scene scene = new Scene(source());
        scene.finds("a.x");
        scene.turn = false;
        scene.publisher = scene.daemon(List.of(scene.manager, scene.hook));
        scene.finds();
        assertThat(scene.hook.news()).containsExactly("firing a.x");
        assertThat(scene.told("a.x").isOpen())
                .as("it shows the other's findings")
                .isTrue();
    }

    @Test
    default void aSourceThatCouldNotBeAskedEndsNothing() {
        Scene scene = new Scene(source());
        scene.finds("a.x");
        scene.publisher.see(Map.of("runs", List.of()));
        scene.tells();
        assertThat(scene.told("a.x").isOpen()).isTrue();
    }

    @Test
    default void aReceiverThatIsNewIsToldWhatIsOpenAndOneThatIsGoneIsForgotten() {
        Scene scene = new Scene(source());
        scene.hook.answer = notice -> DOWN;
        scene.finds("a.x");
        Ear topic = new Ear("sns/t", Optional.empty(), 1);
        scene.publisher = scene.daemon(List.of(scene.manager, topic));
        scene.finds("a.x");
        assertThat(topic.news()).containsExactly("firing a.x");
        assertThat(scene.publisher.undelivered()).isEmpty();
        assertThat(scene.told("a.x").deliveries())
                .extracting(Delivery::receiver)
                .containsExactly("alertmanager/a:9093", "sns/t");
    }

    @Test
    default void openOnesAreFirstAndWhatEndedIsShownForADay() {
        Scene scene = new Scene(source());
        scene.finds("a.x", "a.y");
        scene.finds("a.y");
        assertThat(scene.publisher.findings())
                .extracting(told -> told.finding().table())
                .containsExactly("a.y", "a.x");
        scene.clock.advance(Duration.ofHours(25));
        scene.finds("a.y");
        assertThat(scene.publisher.findings())
                .extracting(told -> told.finding().table())
                .containsExactly("a.y");
    }

    @Test
    default void newWordsReachWhoIsToldAgainAndTheTimeStays() {
        Scene scene = new Scene(source());
        scene.finds("a.x");
        scene.clock.advance(RESEND);
        Finding first = scene.finding("a.x");
        Finding more = new Finding(
                first.alert(),
                first.severity(),
                first.catalog(),
                first.table(),
                first.more(),
                "12 rows by now",
                "",
                first.since());
        List<Notice> notices = new ArrayList<>();
        scene.manager.answer = notice -> {
            notices.add(notice);
            return new Answer.Delivered();
        };
        scene.publisher.see(Map.of("checks", List.of(more)));
        scene.tells();
        assertThat(notices).singleElement().satisfies(notice -> {
            assertThat(notice.finding().summary()).isEqualTo("12 rows by now");
            assertThat(notice.finding().since()).isEqualTo(START);
        });
    }
}
