package io.firn.maintenance.engine;

/** The borders between two steps of a run, in the order in which a run comes to them. */
public enum Step {
    LEASED,
    RECORDED,
    /** Some outputs are in storage, none is committed. */
    WRITTEN,
    /** What is to be deleted is in the journal. */
    JOURNALED,
    COMMITTING,
    COMMITTED,
    /** Before the first file is deleted or moved. */
    DELETING,
    /** After some file has been deleted or moved. */
    DELETED_SOME,
    VERIFIED,
    /** All is done but the ledger's entry. */
    DONE
}
