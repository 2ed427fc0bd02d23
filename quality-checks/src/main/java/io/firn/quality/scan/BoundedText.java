package io.firn.quality.scan;

/** Text of which a regular expression may look at so many characters: a few patterns take exponential time otherwise. */
final class BoundedText implements CharSequence {
    private static final int STEPS = 1_000_000;
    private static final int STEPS_A_CHARACTER = 100;

    private final String text;
    private long left;

    BoundedText(String text) {
        this.text = text;
        this.left = STEPS + (long) STEPS_A_CHARACTER * text.length();
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public char charAt(int index) {
        if (--left < 0) {
            throw new UnknownOutcome("Cannot match pattern: it takes too many steps for a value");
        }
        return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return text.subSequence(start, end);
    }

    @Override
    public String toString() {
        return text;
    }
}
