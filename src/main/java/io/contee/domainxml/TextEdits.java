package io.contee.domainxml;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Replacements of ranges of one text, collected in any order and applied together. Ranges must not overlap. */
final class TextEdits {

    private record Edit(int start, int end, String replacement) {}

    private final String text;
    private final List<Edit> edits = new ArrayList<>();

    TextEdits(String text) {
        this.text = text;
    }

    void replace(int start, int end, String replacement) {
        edits.add(new Edit(start, end, replacement));
    }

    /** Inserts text; insertions at the same place keep the order of the calls. */
    void insert(int at, String inserted) {
        replace(at, at, inserted);
    }

    /** Removes an element together with the white space before it. */
    void removeLine(ElementText element) {
        replace(ElementText.spaceBefore(text, element.start()), element.end(), "");
    }

    /** Returns whether two edits touch the same character, as those of a forged record can. */
    boolean overlap() {
        sort();
        for (int i = 1; i < edits.size(); i++) {
            if (edits.get(i).start() < edits.get(i - 1).end()) {
                return true;
            }
        }
        return false;
    }

    private void sort() {
        edits.sort(Comparator.comparingInt(Edit::start).thenComparingInt(Edit::end));
    }

    /** Returns the text with all edits applied. */
    String result() {
        if (edits.isEmpty()) {
            return text;
        }
        sort();
        StringBuilder out = new StringBuilder(text.length() + 1024);
        int done = 0;
        for (Edit edit : edits) {
            out.append(text, done, edit.start()).append(edit.replacement());
            done = edit.end();
        }
        return out.append(text, done, text.length()).toString();
    }
}
