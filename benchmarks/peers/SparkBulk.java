import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import org.apache.spark.api.java.function.ForeachPartitionFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Writes rows of an id and a document in JSON to Elasticsearch, from the JVM, in place of elasticsearch-hadoop, which
 * the source of the other jars lacks. It prepares the next request while one is open.
 */
public final class SparkBulk {
    private static final int DOCUMENTS = 5_000;
    private static final int BYTES = 5 * 1024 * 1024;
    private static final int UNDER_WAY = 2;
    private static final HttpClient CLIENT = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    public static void write(Dataset<Row> rows, String node, String index) {
        // The server leaves out all parts of its answer except `errors`.
        URI bulk = URI.create(node + "/" + index + "/_bulk?filter_path=errors");
        rows.foreachPartition((ForeachPartitionFunction<Row>) partition -> writePartition(partition, bulk));
    }

    private static void writePartition(Iterator<Row> rows, URI bulk) {
        Deque<CompletableFuture<Void>> underWay = new ArrayDeque<>();
        StringBuilder lines = new StringBuilder(BYTES / 4);
        int documents = 0;
        while (rows.hasNext()) {
            Row row = rows.next();
            lines.append("{\"index\":{\"_id\":\"").append(row.getString(0)).append("\"}}\n");
            lines.append(row.getString(1)).append('\n');
            documents += 1;
            if (documents < DOCUMENTS && lines.length() < BYTES && rows.hasNext()) continue;
            if (underWay.size() == UNDER_WAY) underWay.remove().join();
            underWay.add(send(bulk, lines.toString()));
            lines.setLength(0);
            documents = 0;
        }
        underWay.forEach(CompletableFuture::join);
    }

    private static CompletableFuture<Void> send(URI bulk, String body) {
        HttpRequest request = HttpRequest.newBuilder(bulk)
            .header("content-type", "application/x-ndjson")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
        return CLIENT.sendAsync(request, HttpResponse.BodyHandlers.ofString()).thenAccept(response -> {
            boolean failed = response.statusCode() != 200 || response.body().contains("\"errors\":true");
            if (failed) throw new IllegalStateException(response.body());
        });
    }
}
