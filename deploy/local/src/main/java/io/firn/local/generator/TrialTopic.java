package io.firn.local.generator;

/** A topic of the generator, and what its records are to their table. */
enum TrialTopic {
    STUDIES("trial.studies", Landing.NEWEST_OF_A_KEY),
    SITES("trial.sites", Landing.NEWEST_OF_A_KEY),
    SUBJECTS("trial.subjects", Landing.NEWEST_OF_A_KEY),
    VITAL_SIGNS("trial.vital-signs", Landing.EVERY_RECORD),
    LABS("trial.labs", Landing.EVERY_RECORD),
    ADVERSE_EVENTS("trial.adverse-events", Landing.EVERY_RECORD);

    enum Landing {
        EVERY_RECORD,
        NEWEST_OF_A_KEY
    }

    private final String topic;
    private final Landing landing;

    TrialTopic(String topic, Landing landing) {
        this.topic = topic;
        this.landing = landing;
    }

    String topic() {
        return topic;
    }

    Landing landing() {
        return landing;
    }

    /** Whether its records are measured at, or told by, a subject of a site. */
    boolean isAboutASubject() {
        return this == VITAL_SIGNS || this == LABS || this == ADVERSE_EVENTS;
    }
}
