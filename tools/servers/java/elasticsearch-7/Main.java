import java.nio.file.Paths;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.index.mapper.MapperExtrasPlugin;
import org.elasticsearch.join.ParentJoinPlugin;
import org.elasticsearch.node.InternalSettingsPreparer;
import org.elasticsearch.node.Node;
import org.elasticsearch.plugins.Plugin;
import org.elasticsearch.reindex.ReindexPlugin;
import org.elasticsearch.script.mustache.MustachePlugin;
import org.elasticsearch.search.aggregations.matrix.MatrixAggregationPlugin;
import org.elasticsearch.transport.Netty4Plugin;

/** Runs one node of Elasticsearch 7: `java Main KEY=VALUE...`, each a setting. */
public final class Main {
    /** The constructor that takes plugins from the class path is protected. */
    private static final class PluggedNode extends Node {
        PluggedNode(Settings settings, List<Class<? extends Plugin>> plugins) {
            super(
                InternalSettingsPreparer.prepareEnvironment(
                    settings, Map.of(), Paths.get(System.getProperty("penstock.config")), () -> "penstock"),
                plugins,
                false);
        }
    }

    public static void main(String[] args) throws Exception {
        Settings.Builder settings = Settings.builder();
        for (String arg : args) {
            int equals = arg.indexOf('=');
            settings.put(arg.substring(0, equals), arg.substring(equals + 1));
        }
        LogConfigurator.configureWithoutConfig(Settings.builder().put("logger.level", "INFO").build());
        Node node = new PluggedNode(
            settings.build(),
            List.of(
                Netty4Plugin.class,
                ReindexPlugin.class,
                ParentJoinPlugin.class,
                MatrixAggregationPlugin.class,
                MapperExtrasPlugin.class,
                MustachePlugin.class));
        CountDownLatch closed = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                node.close();
            } catch (Exception error) {
                error.printStackTrace();
            } finally {
                closed.countDown();
            }
        }));
        node.start();
        // The node's own threads are daemons.
        closed.await();
    }
}
