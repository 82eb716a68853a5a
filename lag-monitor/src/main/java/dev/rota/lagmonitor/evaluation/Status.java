package dev.rota.lagmonitor.evaluation;

/** How a group does, on a partition or on the whole; the worst first. */
public enum Status {
    /** There is something to read and nobody who reads it. */
    STOPPED,
    /** It does not move, although there is something to read and, as far as is known, somebody who would. */
    STALLED,
    /** The committed offset went back. */
    REWOUND,
    /** It falls further and further behind. */
    LAGGING,
    /** Nothing was ever committed of a partition that a member owns, and there is something to read. */
    UNCOMMITTED,
    /** Not enough is known. */
    UNKNOWN,
    /** It was behind and comes closer. */
    RECOVERING,
    /** It keeps up. */
    OK;

    /** Whichever of the two is worse. */
    public Status worse(Status other) {
        return compareTo(other) <= 0 ? this : other;
    }
}
