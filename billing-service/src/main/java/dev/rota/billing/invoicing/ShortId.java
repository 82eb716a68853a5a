package dev.rota.billing.invoicing;

/** How customers and patients appear in logs: enough to compare two lines, not enough to know who it is. */
public final class ShortId {

    private static final int MOST = 4;

    private ShortId() {}

    /** The beginning of an id, at most four characters and at most half of it. */
    public static String of(String id) {
        return id.substring(0, id.offsetByCodePoints(0, Math.min(MOST, id.codePointCount(0, id.length()) / 2))) + "…";
    }
}
