import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { basename, delimiter, join } from 'node:path';
import { cached, digest, resolveJars } from '../install/artifacts.ts';
import { requireJdk } from '../install/java.ts';
import { packageFolder } from '../paths.ts';
import { runTool } from '../process/run-tool.ts';

export const releases = {
  '7.17': { release: '7.17.29', major: 7, java: 17 },
  '8.19': { release: '8.19.21', major: 8, java: 17 },
  '9.5': { release: '9.5.3', major: 9, java: 21 },
} as const;

/** A release line of Elasticsearch that can be started. */
export type ElasticsearchVersion = keyof typeof releases;

/** All modules that Maven Central has. Version 7 takes them from the class path. */
const modules = {
  7: [
    'transport-netty4-client',
    'reindex-client',
    'parent-join-client',
    'aggs-matrix-stats-client',
    'mapper-extras-client',
    'lang-mustache-client',
  ],
  8: ['transport-netty4'],
  9: ['transport-netty4'],
} as const;

/** The program that runs a version, and the module that answers `GET /`, which version 7 has built in. */
const moduleSources = {
  7: { main: ['elasticsearch-7/Main.java'], root: [] },
  8: modular(8),
  9: modular(9),
} as const;

function modular(major: 8 | 9): { readonly main: readonly string[]; readonly root: readonly string[] } {
  return {
    main: ['elasticsearch-modular/Main.java', `elasticsearch-${major}/Modules.java`],
    root: ['elasticsearch-modular/RootAction.java', `elasticsearch-${major}/RootPlugin.java`],
  };
}

/** How to run a version: `java ARGS... Main SETTING=VALUE...`. */
export interface ElasticsearchHome {
  readonly java: string;
  readonly args: readonly string[];
  readonly home: string;
}

/**
 * Gets a version's artifacts and compiles the small program that runs them, once.
 *
 * Version 7.17 has reindex, update and delete by query, search templates, joins, `matrix_stats` and the types of
 * mapper-extras (`scaled_float`, `rank_features` …). Versions 8.19 and 9.5 have none of these. No version has
 * `painless`, the processors of ingest pipelines (`set`, `date` …), language analyzers, or x-pack.
 */
export async function installElasticsearch(
  version: ElasticsearchVersion,
  signal?: AbortSignal,
): Promise<ElasticsearchHome> {
  const { release, major, java } = releases[version];
  const jdk = requireJdk(process.env, java, `Elasticsearch ${version}`);
  const tool = (name: string): string => join(jdk.home, 'bin', name);
  const name = `elasticsearch-${release}`;
  const jars = await resolveJars(
    name,
    [
      `org.elasticsearch:elasticsearch:${release}`,
      ...modules[major].map((module) => `org.elasticsearch.plugin:${module}:${release}`),
    ],
    signal,
  );
  const sources = join(packageFolder, 'java');
  const compile = (to: string, files: readonly string[]): Promise<string> =>
    runTool(
      tool('javac'),
      ['-d', to, '-cp', jars.join(delimiter), ...files.map((file) => join(sources, file))],
      signal,
    );
  const { main, root } = moduleSources[major];
  const texts = await Promise.all([...main, ...root].map((file) => readFile(join(sources, file), 'utf8')));
  // The program refers to the jars by their paths.
  const homeFolder = `${name}/home-${digest(String(jdk.release), ...jars, ...texts)}`;

  if (major === 7) {
    const home = await cached(homeFolder, async (draft) => {
      await compile(join(draft, 'classes'), main);
    });
    return { java: tool('java'), home, args: ['-cp', [join(home, 'classes'), ...jars].join(delimiter)] };
  }

  // These versions load modules by themselves and refuse a class that is also on the class path.
  const isNetty = (jar: string): boolean => /^(transport-)?netty/.test(basename(jar));
  const home = await cached(homeFolder, async (draft) => {
    await compile(join(draft, 'classes'), main);
    const describe = (module: string, className: string): Promise<void> =>
      writeFile(
        join(draft, 'modules', module, 'plugin-descriptor.properties'),
        Object.entries({
          name: module,
          description: module,
          version: release,
          'elasticsearch.version': release,
          'java.version': java,
          classname: className,
        })
          .map(([key, value]) => `${key}=${value}\n`)
          .join(''),
      );

    await mkdir(join(draft, 'modules', 'transport-netty4'), { recursive: true });
    await Promise.all(
      jars.filter(isNetty).map((jar) => symlink(jar, join(draft, 'modules', 'transport-netty4', basename(jar)))),
    );
    await describe('transport-netty4', 'org.elasticsearch.transport.netty4.Netty4Plugin');

    await mkdir(join(draft, 'modules', 'root'));
    await compile(join(draft, 'root'), root);
    await runTool(tool('jar'), [
      '--create',
      '--file',
      join(draft, 'modules', 'root', 'root.jar'),
      '-C',
      join(draft, 'root'),
      '.',
    ]);
    await describe('root', 'penstock.RootPlugin');
  });
  return {
    java: tool('java'),
    home,
    args: [
      '--add-modules=jdk.incubator.vector',
      '--enable-native-access=ALL-UNNAMED',
      `-Des.path.home=${home}`,
      '-cp',
      [join(home, 'classes'), ...jars.filter((jar) => !isNetty(jar))].join(delimiter),
    ],
  };
}
