package io.contee.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The page with the memory curves, in a real browser that runs without a screen. Its picture is target/chart.png. */
class ChartIT {

    @RegisterExtension
    private static final LibvirtHost HOST = new LibvirtHost();

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Path PICTURE = Path.of("target/chart.png");
    private static final String DRIVER = "http://localhost:9515/session";

    /** Where each point of each curve is on the page, and its colour. */
    private static final String POINTS = """
            const box = chart.over.getBoundingClientRect();
            const colours = [...document.querySelectorAll('.colour')].map(mark => getComputedStyle(mark).backgroundColor);
            return chart.data.slice(1).map((values, index) => ({
              name: chart.series[index + 1].label,
              colour: colours[index].match(/[0-9]+/g).map(Number),
              points: values.map((value, at) => value === null ? null : {
                rss: Math.round(value * 1024 * 1024),
                x: Math.round(box.left + chart.valToPos(chart.data[0][at], 'x')),
                y: Math.round(box.top + chart.valToPos(value, 'y')),
              }).filter(point => point !== null),
            }));
            """;

    private static JsonNode driver(String method, String path, Object body) {
        HOST.write("/tmp/request.json", JSON.writeValueAsString(body));
        String data = method.equals("GET") ? "" : " --data-binary @/tmp/request.json";
        return JSON.readTree(HOST.sh("curl -q -s -S -X " + method + data + " " + DRIVER + path))
                .path("value");
    }

    @Test
    void theCurvesAreDrawnWhereTheFiguresAre() throws IOException {
        HOST.stopContee();
        HOST.startContee(Map.of("CONTEE_COLLECT_MEMSTATS_ENABLED", "true", "CONTEE_COLLECT_MEMSTATS_INTERVAL", "1s"));
        HOST.define("booted").boot();
        HOST.define("waiting");
        HOST.sh("virsh -q start --paused waiting");
        HOST.await("[ $(curl -q -s 'http://localhost:8099/?vm=waiting' | wc -l) -gt 5 ]");
        HOST.process("chromedriver", "--port=9515");
        HOST.await("curl -q -s -f -o /dev/null http://localhost:9515/status");
        String session =
                "/" + driver("POST", "", JSON.readTree("""
                                        {"capabilities": {"alwaysMatch": {"goog:chromeOptions": {"args": [
                                          "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                                          "--window-size=1000,700"]}}}}""")).path("sessionId").asString();
        try {
            driver("POST", session + "/url", Map.of("url", "http://localhost:8099/chart"));
            Await.until(
                    "the curves are drawn",
                    () -> script(session, "return window.chart ? chart.series.length : 0")
                                    .asInt(0)
                            == 3,
                    () -> script(session, "return document.body.innerText").toString());
            // No more rows while the picture is made and looked at.
            HOST.stopContee();
            JsonNode curves = script(session, POINTS);
            byte[] png = Base64.getDecoder()
                    .decode(driver("GET", session + "/screenshot", Map.of()).asString());
            Files.write(PICTURE, png);
            check(curves, ImageIO.read(new ByteArrayInputStream(png)));
            assertThat(script(session, "return document.getElementById('guests').innerText")
                            .asString())
                    .contains("booted")
                    .contains("waiting");
        } finally {
            driver("DELETE", session, Map.of());
            HOST.startContee();
        }
    }

    private static JsonNode script(String session, String script) {
        return driver("POST", session + "/execute/sync", Map.of("script", script, "args", new Object[0]));
    }

    private static void check(JsonNode curves, BufferedImage picture) {
        String table = HOST.readText("/var/lib/contee/collect/mem-stats.csv");
        assertThat(curves).hasSize(2);
        for (JsonNode curve : curves) {
            assertThat(curve.path("points").size()).isGreaterThan(3);
            for (JsonNode point : curve.path("points")) {
                assertThat(table).contains("," + curve.path("name").asString() + ",");
                assertThat(table).contains("," + point.path("rss").asLong() + ",");
                assertThat(isNear(
                                picture,
                                point.path("x").asInt(),
                                point.path("y").asInt(),
                                curve.path("colour")))
                        .as("%s is drawn at %s", curve.path("name"), point)
                        .isTrue();
            }
        }
        int booted = curves.get(0).path("points").get(3).path("y").asInt();
        int waiting = curves.get(1).path("points").get(3).path("y").asInt();
        assertThat(booted).as("the guest that has booted takes more").isLessThan(waiting);
    }

    /** Whether a colour is within two pixels of a place, as lines are smoothed. */
    private static boolean isNear(BufferedImage picture, int x, int y, JsonNode colour) {
        for (int dx = -2; dx <= 2; dx++) {
            for (int dy = -2; dy <= 2; dy++) {
                int rgb = picture.getRGB(x + dx, y + dy);
                int distance = Math.abs((rgb >> 16 & 0xff) - colour.get(0).asInt())
                        + Math.abs((rgb >> 8 & 0xff) - colour.get(1).asInt())
                        + Math.abs((rgb & 0xff) - colour.get(2).asInt());
                if (distance < 30) {
                    return true;
                }
            }
        }
        return false;
    }
}
