package io.contee.domainxml;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Counts how often domains are parsed. */
public final class Parses {

    private Parses() {}

    /** The texts of the domains that this thread parses meanwhile, as often as it does. */
    public static List<String> during(Runnable work) {
        Thread self = Thread.currentThread();
        List<String> parsed = new CopyOnWriteArrayList<>();
        Runnable end = XmlCursor.observe(text -> {
            if (Thread.currentThread().equals(self) && text.stripLeading().startsWith("<domain")) {
                parsed.add(text);
            }
        });
        try {
            work.run();
        } finally {
            end.run();
        }
        return List.copyOf(parsed);
    }
}
