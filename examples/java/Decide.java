import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Calls WorldModel from Java 11 or newer with the standard library alone: one consumer, one decision, its delivery.
 *
 * <pre>java examples/java/Decide.java http://127.0.0.1:5080 purchase-day-after c17 2025-12-31</pre>
 */
public final class Decide {
    private static final int ATTEMPTS = 5;
    private static final Set<Integer> TRANSIENT = Set.of(429, 502, 503, 504);

    private final HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final String url;

    private Decide(String url) {
        this.url = url.replaceAll("/+$", "");
    }

    public static void main(String[] args) throws Exception {
        if (args.length != 4) {
            System.err.println("usage: java Decide.java URL CAMPAIGN CONSUMER DAY");
            System.exit(2);
        }
        var world = new Decide(args[0]);
        String consumer = args[2];
        System.out.println(world.post("/v1/counterfactual", String.format(
            "{\"consumers\":[%s],\"treatments\":[{\"name\":\"push\",\"actions\":{\"push\":1}}]}", text(consumer))));

        String answer = world.post("/v1/decisions", String.format(
            "{\"requestId\":\"%s\",\"campaign\":%s,\"consumer\":%s}",
            UUID.randomUUID(), text(args[1]), text(consumer)));
        // The options name treatments too: the decision's own comes before them.
        String decided = answer.split("\"options\"", 2)[0];
        String treatment = field(decided, "treatment");
        System.out.printf(
            "decided: %s (%s, %s)%n", treatment, field(decided, "group"), field(decided, "code"));
        if (!treatment.equals("none")) {
            String id = field(decided, "decisionId");
            System.out.println(world.post("/v1/events", String.format(
                "[{\"id\":\"delivery-%s\",\"consumer\":%s,\"day\":\"%s\",\"kind\":\"delivery\","
                    + "\"decision\":\"%s\",\"status\":\"delivered\"}]", id, text(consumer), args[3], id)));
        }
    }

    /** Where the server asks for a key, it is taken from the environment. */
    private static String[] headers() {
        String key = System.getenv("WORLDMODEL_KEY");
        return key == null || key.isEmpty()
            ? new String[] {"Content-Type", "application/json"}
            : new String[] {"Content-Type", "application/json", "Authorization", "Bearer " + key};
    }

    /**
     * Posts JSON. What is busy, not ready or out of reach is asked again with the very same body: a decision keeps its
     * request id and an event its id, so neither counts twice.
     */
    private String post(String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofSeconds(2))
            .headers(headers()).POST(BodyPublishers.ofString(body)).build();
        for (int attempt = 1; ; attempt++) {
            long pause = 50L << (attempt - 1);
            try {
                HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
                if (answer.statusCode() < 300) {
                    return answer.body();
                }
                if (!TRANSIENT.contains(answer.statusCode()) || attempt == ATTEMPTS) {
                    throw new IllegalStateException(answer.statusCode() + ": " + answer.body());
                }
                pause = Math.max(pause, answer.headers().firstValueAsLong("Retry-After").orElse(0) * 1000);
            } catch (IOException lost) {
                if (attempt == ATTEMPTS) {
                    throw lost;
                }
            }
            Thread.sleep(pause);
        }
    }

    /** A text as JSON. */
    private static String text(String value) {
        return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** The first text under a name: enough here; an engine uses its JSON library. */
    private static String field(String json, String name) {
        var match = Pattern.compile('"' + name + "\":\"([^\"]*)\"").matcher(json);
        if (!match.find()) {
            throw new IllegalStateException("no " + name + " in " + json);
        }
        return match.group(1);
    }
}
