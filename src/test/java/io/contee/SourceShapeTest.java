package io.contee;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds the length of files and of methods. Lines are as the formatter leaves them, comments and blank ones included. */
class SourceShapeTest {

    private static final int MAX_FILE_LINES = 350;

    /** The limit of the lines between the braces of a method, constructor, initializer or lambda. */
    private static final int MAX_BODY_LINES = 40;

    /** The encoders: one pass over the bytes of a record, which a call for each part would slow down. */
    private static final Set<String> ENCODERS =
            Set.of("CriFormat.encode", "JsonFileFormat.encode", "MetadataFormat.encode");

    @TempDir
    Path temp;

    @Test
    void filesAreShort() throws IOException {
        assertThat(longFiles(Path.of("src/main/java")))
                .as("files of more than %d lines; split them by role", MAX_FILE_LINES)
                .isEmpty();
    }

    @Test
    void bodiesAreShortButForTheEncoders() throws IOException {
        assertThat(longBodies(Path.of("src/main/java")).keySet())
                .as("bodies of more than %d lines: the encoders, all of them and nothing else", MAX_BODY_LINES)
                .isEqualTo(ENCODERS);
    }

    @Test
    void findsEachKindOfLongBody() throws IOException {
        String lines = "        ;\n".repeat(MAX_BODY_LINES + 1);
        String shortLines = "        ;\n".repeat(MAX_BODY_LINES);
        Files.writeString(temp.resolve("Shapes.java"), """
                class Shapes {
                    Shapes() {
                %1$s    }
                    void named() {
                %1$s    }
                    void atTheLimit() {
                %2$s    }
                    static {
                %1$s    }
                    final Runnable lambda = () -> {
                %1$s    };
                    record Inner(int value) {
                        Inner {
                %1$s        }
                    }
                }
                """.formatted(lines, shortLines));

        assertThat(longBodies(temp))
                .containsOnlyKeys(
                        "Shapes.<init>", "Shapes.named", "Shapes.<static>", "Shapes.lambda", "Shapes.Inner.<init>")
                .allSatisfy((body, count) -> assertThat(count).isEqualTo(MAX_BODY_LINES + 1));
    }

    @Test
    void findsALongFile() throws IOException {
        Files.writeString(temp.resolve("Long.java"), "//\n".repeat(MAX_FILE_LINES + 1));
        Files.writeString(temp.resolve("Limit.java"), "//\n".repeat(MAX_FILE_LINES));

        assertThat(longFiles(temp)).containsExactly("Long.java");
    }

    private static Set<String> longFiles(Path root) throws IOException {
        Set<String> found = new TreeSet<>();
        for (Path file : javaFiles(root)) {
            try (Stream<String> lines = Files.lines(file)) {
                if (lines.count() > MAX_FILE_LINES) {
                    found.add(root.relativize(file).toString());
                }
            }
        }
        return found;
    }

    private static List<Path> javaFiles(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            List<Path> found =
                    files.filter(file -> file.toString().endsWith(".java")).toList();
            assertThat(found).isNotEmpty();
            return found;
        }
    }

    /** Returns the number of lines of each body that is too long, by class and method. */
    private static Map<String, Long> longBodies(Path root) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        Map<String, Long> found = new TreeMap<>();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            Iterable<? extends JavaFileObject> sources = files.getJavaFileObjectsFromPaths(javaFiles(root));
            JavacTask task = (JavacTask) compiler.getTask(null, files, null, List.of("-proc:none"), null, sources);
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                new Bodies(unit, positions, found).scan(unit, null);
            }
        }
        return found;
    }

    /** Measures the bodies of one file. */
    private static final class Bodies extends TreePathScanner<Void, Void> {

        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final Map<String, Long> found;

        Bodies(CompilationUnitTree unit, SourcePositions positions, Map<String, Long> found) {
            this.unit = unit;
            this.positions = positions;
            this.found = found;
        }

        @Override
        public Void visitMethod(MethodTree method, Void nothing) {
            if (method.getBody() != null) {
                measure(method.getBody());
            }
            return super.visitMethod(method, null);
        }

        @Override
        public Void visitLambdaExpression(LambdaExpressionTree lambda, Void nothing) {
            measure(lambda.getBody());
            return super.visitLambdaExpression(lambda, null);
        }

        @Override
        public Void visitBlock(BlockTree block, Void nothing) {
            if (getCurrentPath().getParentPath().getLeaf() instanceof ClassTree) {
                measure(block);
            }
            return super.visitBlock(block, null);
        }

        private void measure(Tree body) {
            long first = unit.getLineMap().getLineNumber(positions.getStartPosition(unit, body));
            long last = unit.getLineMap().getLineNumber(positions.getEndPosition(unit, body));
            long lines = body instanceof BlockTree ? last - first - 1 : last - first + 1;
            if (lines > MAX_BODY_LINES) {
                found.merge(name(body), lines, Math::max);
            }
        }

        /** Returns the classes and the member that a body is in. */
        private String name(Tree body) {
            StringBuilder name = new StringBuilder();
            String member = "<static>";
            Tree inner = body;
            for (Tree outer : getCurrentPath()) {
                if (outer instanceof MethodTree method) {
                    member = method.getName().toString();
                } else if (outer instanceof ClassTree type
                        && !type.getSimpleName().isEmpty()) {
                    if (name.isEmpty() && inner instanceof VariableTree field) {
                        member = field.getName().toString();
                    }
                    name.insert(0, type.getSimpleName() + ".");
                }
                inner = outer;
            }
            return name + member;
        }
    }
}
