import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { releases, installElasticsearch } from './elasticsearch-home.ts';
import type { ElasticsearchVersion } from './elasticsearch-home.ts';
import { serversError } from '../errors.ts';
import { guardedFolder } from '../process/guarded.ts';
import { freePorts } from '../process/ports.ts';
import { ServerProcess } from '../process/server-process.ts';

const startTimeout = 120_000;
const askTimeout = 5000;

/** Options of {@link startElasticsearch}. */
export interface ElasticsearchOptions {
  readonly version: ElasticsearchVersion;
  /** Aborting this signal stops the server, also while it starts. */
  readonly signal?: AbortSignal;
}

/** A running server. */
export interface Elasticsearch {
  /** `http://127.0.0.1:PORT`, without authentication. */
  readonly url: string;
  /** Kills the server with SIGKILL. */
  kill(): Promise<void>;
  /** Starts the server again, on the same port and with its stored data. */
  start(): Promise<void>;
  /** Stops the server and removes its files. It may be called more than once. */
  stop(): Promise<void>;
}

/**
 * Starts one node of Elasticsearch on 127.0.0.1 and resolves when it accepts requests. It ends with this process.
 *
 * There is no security, no machine learning, no lifecycle management and no `painless`: their modules are not
 * published to Maven Central. See {@link installElasticsearch} for what each version has.
 *
 * @throws `PENSTOCK_BAD_OPTION`, `PENSTOCK_SERVERS_MISSING` without Java or Maven, `PENSTOCK_SERVER_FAILED` with the
 * end of the log.
 *
 * @example
 * ```ts
 * const elasticsearch = await startElasticsearch({ version: '9.5' });
 * const client = new Client({ node: elasticsearch.url });
 * await elasticsearch.stop();
 * ```
 */
export async function startElasticsearch({ version, signal }: ElasticsearchOptions): Promise<Elasticsearch> {
  if (!Object.hasOwn(releases, version)) {
    throw serversError(
      'PENSTOCK_BAD_OPTION',
      `Expected version to be one of ${Object.keys(releases).join(', ')}; got ${version}.`,
    );
  }
  signal?.throwIfAborted();
  const { java, args, home } = await installElasticsearch(version, signal);
  const [httpPort, transportPort] = (await freePorts(2)) as [number, number];
  const url = `http://127.0.0.1:${httpPort}`;
  const folder = await guardedFolder('penstock-elasticsearch-');
  const server = new ServerProcess({
    name: `Elasticsearch ${version}`,
    command: java,
    args: [
      '-Xmx512m',
      `-Djava.io.tmpdir=${folder.path}`,
      `-Dpenstock.config=${join(folder.path, 'config')}`,
      ...args,
      'Main',
      ...Object.entries({
        'path.home': home,
        'path.data': join(folder.path, 'data'),
        'path.logs': join(folder.path, 'logs'),
        'node.name': 'penstock',
        'cluster.name': 'penstock',
        'discovery.type': 'single-node',
        'network.host': '127.0.0.1',
        'http.port': httpPort,
        'transport.port': transportPort,
        // A full disk would make every index read-only, and developers' disks are often nearly full.
        'cluster.routing.allocation.disk.threshold_enabled': false,
      }).map(([key, value]) => `${key}=${value}`),
    ],
    log: join(folder.path, 'elasticsearch.log'),
    isUp: () => takesRequests(url),
    timeout: startTimeout,
  });

  try {
    await mkdir(join(folder.path, 'config'));
    await server.start(signal);
  } catch (error) {
    await server.kill();
    folder.keep();
    throw error;
  }

  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    signal?.removeEventListener('abort', stop);
    return (stopped ??= server.kill().then(() => folder.remove()));
  };
  signal?.addEventListener('abort', stop);
  if (signal?.aborted) {
    await stop();
    throw signal.reason;
  }
  return { url, kill: () => server.kill(), start: () => server.start(signal), stop };
}

async function takesRequests(url: string): Promise<boolean> {
  try {
    const response = await fetch(
      `${url}/_cluster/health?wait_for_status=yellow&wait_for_no_initializing_shards=true&timeout=2s`,
      {
        signal: AbortSignal.timeout(askTimeout),
      },
    );
    await response.arrayBuffer();
    return response.ok;
  } catch {
    // The server does not listen yet.
    return false;
  }
}
