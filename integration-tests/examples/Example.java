import io.contee.config.ConteeConfig;
import io.contee.log.read.ReadOptions;
import io.contee.manager.Contee;
import io.contee.manager.DefineOptions;
import io.contee.model.ConsoleRef;
import io.contee.model.PodIdentity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Scanner;

class Example {
    public static void main(String[] args) throws Exception {
        String xml = Files.readString(Path.of(args[0]));
        var pod = new PodIdentity("default", "web-1", "0d7b6a62-2c67-4a6f-a4a5-6f1c2f1f1f10", Optional.of("guest"));
        try (var contee = Contee.open(ConteeConfig.load(System.getenv()))) {
            String domain = contee.define(xml, DefineOptions.DEFAULTS.withPod(pod)).id().name();
            contee.start(domain);
            try (var console = contee.attach(domain);
                    var log = contee.logs(ConsoleRef.of(domain), ReadOptions.all().following())) {
                String line;
                do { // until the guest's prompt, which no newline ends
                    line = log.next().orElseThrow().text();
                    System.out.print(line);
                } while (!line.endsWith("# "));
                console.input().write("uname -a\r".getBytes());
                System.out.println(new Scanner(console.output()).findWithinHorizon("Linux demo.*", 0));
            }
            contee.stop(domain);
        }
    }
}
