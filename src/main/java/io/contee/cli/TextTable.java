package io.contee.cli;

import io.contee.model.OneLine;
import java.io.PrintWriter;
import java.util.List;

/** Prints rows with their columns aligned, names that would change how they are shown made harmless. */
final class TextTable {

    private static final String GAP = "  ";

    private TextTable() {}

    static void print(PrintWriter out, List<List<String>> rows) {
        List<List<String>> shown =
                rows.stream().map(row -> row.stream().map(OneLine::of).toList()).toList();
        int columns = shown.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : shown) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : shown) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                line.append(row.get(i))
                        .append(" ".repeat(widths[i] - row.get(i).length()))
                        .append(GAP);
            }
            out.println(line.toString().stripTrailing());
        }
    }
}
