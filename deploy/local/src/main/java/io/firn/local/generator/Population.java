package io.firn.local.generator;

/**
 * Who takes part, as a function of how many events there were: three studies of five sites each, sixty subjects to begin
 * with, and one more every 250 events. The event that introduces somebody is always in good order, so everybody who is
 * ever mentioned is in the tables.
 */
final class Population {
    static final int STUDIES = 3;
    static final int SITES = 15;
    static final int FIRST_SUBJECTS = 60;
    static final int ENROLMENT_PERIOD = 250;

    private static final int INTRODUCTIONS = STUDIES + SITES + FIRST_SUBJECTS;

    private Population() {}

    static boolean introduces(long position) {
        return position < INTRODUCTIONS || position % ENROLMENT_PERIOD == 0;
    }

    /** What an introducing event is about. */
    static TrialTopic introduced(long position) {
        if (position < STUDIES) {
            return TrialTopic.STUDIES;
        }
        return position < STUDIES + SITES ? TrialTopic.SITES : TrialTopic.SUBJECTS;
    }

    /** The number, in its kind, of who is introduced. */
    static long newcomer(long position) {
        return switch (introduced(position)) {
            case STUDIES -> position;
            case SITES -> position - STUDIES;
            default -> position < INTRODUCTIONS ? position - STUDIES - SITES : subjects(position);
        };
    }

    /** Subjects enrolled before the event of this position, which is not one of the first introductions. */
    static long subjects(long position) {
        return FIRST_SUBJECTS + (position - 1) / ENROLMENT_PERIOD;
    }

    static String study(long number) {
        return "FIRN-%03d".formatted(number + 1);
    }

    static String studyOfSite(long site) {
        return study(site % STUDIES);
    }

    static String site(long number) {
        return String.valueOf(101 + number);
    }

    static long siteOfSubject(long subject) {
        return subject % SITES;
    }

    static String studyOfSubject(long subject) {
        return studyOfSite(siteOfSubject(subject));
    }

    static String subject(long number) {
        return "%s-%s-%05d".formatted(studyOfSubject(number), site(siteOfSubject(number)), number + 1);
    }
}
