import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { resolveJars } from '../install/artifacts.ts';
import type { Coordinate } from '../install/artifacts.ts';
import { serversError } from '../errors.ts';
import { guardedFolder } from '../process/guarded.ts';
import type { GuardedFolder } from '../process/guarded.ts';
import { requireJdk } from '../install/java.ts';
import { warmGroups } from './kafka-groups.ts';
import { brokerProperties, controllerProperties, metaProperties, toProperties } from './kafka-properties.ts';
import type { Account, KafkaListeners, KafkaLayout } from './kafka-properties.ts';
import { runTool } from '../process/run-tool.ts';
import { ServerProcess } from '../process/server-process.ts';
import { selfSigned } from './self-signed.ts';
import type { SelfSigned } from './self-signed.ts';
import { freePorts } from '../process/ports.ts';

const releases = { '4.3': '4.3.1', '3.9': '3.9.2' } as const;
const javaRelease = 17;
const startTimeout = 90_000;
const controller = 1000;

/** A release line of Kafka that can be started. */
export type KafkaVersion = keyof typeof releases;

/** What {@link startKafka} takes. */
export interface KafkaOptions {
  /** Default `'4.3'`. */
  readonly version?: KafkaVersion;
  /** How many brokers, 1 to 3; default 2. Topics of Kafka itself have as many replicas, at most 2. */
  readonly brokers?: number;
  /** Accounts for a second listener that asks for SASL/PLAIN. */
  readonly sasl?: readonly Account[];
  /** Adds a listener with TLS and a self-signed certificate for 127.0.0.1 and localhost. */
  readonly tls?: boolean;
  /**
   * Settings for all servers, in the place of those that they come with here, such as `{
   * 'log.retention.check.interval.ms': '200' }`.
   */
  readonly config?: Readonly<Record<string, string>>;
  /** Aborting it stops the cluster, also while it starts. */
  readonly signal?: AbortSignal;
}

/**
 * A running cluster; brokers are numbered from 0, and a broker's number is its `node.id` and its place in `brokers`.
 */
export interface Kafka {
  /** `127.0.0.1:PORT` of each broker, without authentication. */
  readonly brokers: string[];
  /** The same brokers where a login by SASL/PLAIN is asked for; empty without the option. */
  readonly saslBrokers: string[];
  /** The same brokers over TLS; empty without the option. */
  readonly tlsBrokers: string[];
  /** The certificate to trust for them, as PEM; undefined without the option. */
  readonly ca: string | undefined;
  /** Ends broker `n` with SIGKILL. */
  kill(n: number): Promise<void>;
  /** Starts broker `n` again, on the same ports and with what it had stored. */
  start(n: number): Promise<void>;
  /** Ends all of it and removes its files. Can be called more than once. */
  stop(): Promise<void>;
}

/**
 * Starts a Kafka cluster on 127.0.0.1 and resolves when all brokers are up and groups can be joined. The controller
 * is a process of its own, so any broker may be killed. All processes end with this one.
 *
 * @throws `PENSTOCK_BAD_OPTION`, `PENSTOCK_SERVERS_MISSING` without Java or Maven, `PENSTOCK_SERVER_FAILED` with the
 * end of a log.
 *
 * @example
 * ```ts
 * const kafka = await startKafka({ brokers: 2 });
 * await kafka.kill(1);
 * await kafka.start(1);
 * await kafka.stop();
 * ```
 */
export async function startKafka(options: KafkaOptions = {}): Promise<Kafka> {
  const { version = '4.3', brokers: count = 2, sasl, tls = false, config = {}, signal } = options;
  checkOptions(version, count, sasl);
  signal?.throwIfAborted();
  const jdk = requireJdk(process.env, javaRelease, `Kafka ${version}`);
  const jars = await resolveJars(`kafka-${releases[version]}`, coordinates(releases[version]), signal);
  const folder = await guardedFolder('penstock-kafka-');
  try {
    return await startIn(folder, jdk.home, jars.join(':'), { count, sasl, tls, config, signal });
  } catch (error) {
    folder.keep();
    throw error;
  }
}

const coordinates = (release: string): Coordinate[] => [
  `org.apache.kafka:kafka_2.13:${release}`,
  'org.slf4j:slf4j-simple:1.7.36',
];

function checkOptions(version: string, count: number, sasl: readonly Account[] | undefined): void {
  if (!Object.hasOwn(releases, version)) {
    throw serversError(
      'PENSTOCK_BAD_OPTION',
      `expected version to be one of ${Object.keys(releases).join(', ')}, got ${version}`,
    );
  }
  if (!(Number.isInteger(count) && count >= 1 && count <= 3)) {
    throw serversError('PENSTOCK_BAD_OPTION', `expected brokers to be 1, 2 or 3, got ${count}`);
  }
  for (const { username } of sasl ?? []) {
    if (!/^[a-zA-Z][\w.-]*$/.test(username)) {
      throw serversError(
        'PENSTOCK_BAD_OPTION',
        `expected a username of letters, digits, '_', '.' and '-', got '${username}'`,
      );
    }
  }
}

interface Plan {
  readonly count: number;
  readonly sasl: readonly Account[] | undefined;
  readonly tls: boolean;
  readonly config: Readonly<Record<string, string>>;
  readonly signal: AbortSignal | undefined;
}

async function startIn(folder: GuardedFolder, javaHome: string, classPath: string, plan: Plan): Promise<Kafka> {
  const { count, sasl, tls, config, signal } = plan;
  const java = join(javaHome, 'bin', 'java');
  const ports = await freePorts(1 + count * (1 + (sasl ? 1 : 0) + (tls ? 1 : 0)));
  const take = (): number => ports.pop() as number;
  const layout: KafkaLayout = {
    clusterId: 'cGVuc3RvY2stc2VydmVycw',
    controllerId: controller,
    controllerPort: take(),
    brokers: count,
  };
  const listeners = Array.from({ length: count }, (): KafkaListeners => ({
    plain: take(),
    sasl: sasl && take(),
    tls: tls ? take() : undefined,
  }));
  const certificate: SelfSigned | undefined = tls
    ? await selfSigned(join(javaHome, 'bin', 'keytool'), folder.path)
    : undefined;

  const server = async (id: number, name: string, heap: string, properties: string): Promise<ServerProcess> => {
    const home = join(folder.path, name);
    await mkdir(join(home, 'data'), { recursive: true });
    const file = join(home, 'server.properties');
    // Of a setting that comes twice the last counts.
    await writeFile(file, `${properties}${toProperties(config)}`);
    if (id === controller) {
      await runTool(
        java,
        ['-cp', classPath, 'kafka.tools.StorageTool', 'format', '-t', layout.clusterId, '-c', file],
        signal,
      );
    } else {
      await writeFile(join(home, 'data', 'meta.properties'), metaProperties(layout, id));
    }
    return new ServerProcess({
      name: `Kafka ${name}`,
      command: java,
      args: [
        `-Xmx${heap}`,
        '-XX:+UseSerialGC',
        '-Dorg.slf4j.simpleLogger.showDateTime=true',
        '-cp',
        classPath,
        'kafka.Kafka',
        file,
      ],
      log: join(folder.path, `${name}.log`),
      isUp: (logged) => logged.includes('Kafka Server started'),
      timeout: startTimeout,
    });
  };

  const processes = await Promise.all([
    server(controller, 'controller', '128m', controllerProperties(layout, join(folder.path, 'controller', 'data'))),
    ...listeners.map((ports, id) =>
      server(
        id,
        `broker-${id}`,
        '256m',
        brokerProperties(layout, id, join(folder.path, `broker-${id}`, 'data'), ports, sasl, certificate),
      ),
    ),
  ]);
  const killAll = (): Promise<unknown> => Promise.all(processes.map((process) => process.kill()));
  const brokerAt = (n: number): ServerProcess => {
    const broker = Number.isInteger(n) && n >= 0 ? processes[n + 1] : undefined;
    if (!broker) throw serversError('PENSTOCK_BAD_OPTION', `expected a broker from 0 to ${count - 1}, got ${n}`);
    return broker;
  };
  const addresses = (portOf: (ports: KafkaListeners) => number | undefined): string[] =>
    listeners.flatMap((ports) => portOf(ports) ?? []).map((port) => `127.0.0.1:${port}`);
  const brokers = addresses(({ plain }) => plain);

  try {
    // One that fails takes the others with it at once, instead of letting them wait for it.
    const failed = new AbortController();
    const either = signal ? AbortSignal.any([signal, failed.signal]) : failed.signal;
    await Promise.all(
      processes.map((process) =>
        process.start(either).catch((error: unknown) => {
          failed.abort(error);
          throw error;
        }),
      ),
    );
    await warmGroups(brokers, startTimeout, signal);
  } catch (error) {
    await killAll();
    throw error;
  }

  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    signal?.removeEventListener('abort', stop);
    return (stopped ??= killAll().then(() => folder.remove()));
  };
  signal?.addEventListener('abort', stop);
  if (signal?.aborted) {
    await stop();
    throw signal.reason;
  }
  return {
    brokers,
    saslBrokers: addresses(({ sasl }) => sasl),
    tlsBrokers: addresses(({ tls }) => tls),
    ca: certificate?.pem,
    kill: async (n) => brokerAt(n).kill(),
    start: async (n) => brokerAt(n).start(signal),
    stop,
  };
}
