import java.util.Set;
import org.elasticsearch.env.Environment;
import org.elasticsearch.plugins.PluginBundle;
import org.elasticsearch.plugins.PluginsLoader;

final class Modules {
    static Set<PluginBundle> read(Environment environment) {
        return PluginsLoader.loadModulesBundles(environment.modulesDir(), true);
    }
}
