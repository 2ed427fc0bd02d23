package io.firn.alerts.publish;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A receiver that remembers what it was told, and answers as it is told to. */
final class Ear implements Receiver {
    private final String name;
    private final Optional<Duration> forgets;
    private final int mostAtOnce;
    final List<String> heard = new ArrayList<>();
    int asked;
    Function<Notice, Answer> answer = notice -> new Answer.Delivered();

    Ear(String name, Optional<Duration> forgets, int mostAtOnce) {
        this.name = name;
        this.forgets = forgets;
        this.mostAtOnce = mostAtOnce;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<Duration> forgetsAfter() {
        return forgets;
    }

    @Override
    public int mostAtOnce() {
        return mostAtOnce;
    }

    @Override
    public Answer tell(List<Notice> notices) {
        asked++;
        for (Notice notice : notices) {
            Answer said = answer.apply(notice);
            if (!(said instanceof Answer.Delivered)) {
                return said;
            }
        }
        notices.forEach(
                notice -> heard.add(notice.status() + " " + notice.finding().table()));
        return new Answer.Delivered();
    }

    /** What it was told since it was last asked. */
    List<String> news() {
        List<String> news = List.copyOf(heard);
        heard.clear();
        return news;
    }
}
