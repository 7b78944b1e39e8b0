import { join } from 'node:path';
import { resolveJars } from '../install/artifacts.ts';
import type { Coordinate } from '../install/artifacts.ts';
import { serversError } from '../errors.ts';
import { guardedFolder } from '../process/guarded.ts';
import type { GuardedFolder } from '../process/guarded.ts';
import { requireJdk } from '../install/java.ts';
import { warmGroups } from './kafka-groups.ts';
import { kafkaProcesses } from './kafka-processes.ts';
import type { Account, KafkaListeners, KafkaLayout } from './kafka-properties.ts';
import type { ServerProcess } from '../process/server-process.ts';
import { createAuthority } from '../tls/authority.ts';
import { freePorts } from '../process/ports.ts';

export const releases = {
  '4.3': { release: '4.3.1', coordinator: 'controller' },
  '3.9': { release: '3.9.2', coordinator: 'controller' },
  '3.2': { release: '3.2.0', coordinator: 'zookeeper' },
} as const;
const javaRelease = 17;
const startTimeout = 90_000;
const coordinatorId = 1000;

/** A release line of Kafka that can be started. */
export type KafkaVersion = keyof typeof releases;

/** Options of {@link startKafka}. */
export interface KafkaOptions {
  /** Default `'4.3'`. `'3.2'` runs with ZooKeeper. */
  readonly version?: KafkaVersion;
  /** Number of brokers, 1 to 3; default 2. Kafka's internal topics have as many replicas, but at most 2. */
  readonly brokers?: number;
  /** Accounts of a second listener, which requires SASL/PLAIN. */
  readonly sasl?: readonly Account[];
  /** Adds a listener with TLS. A private authority signs its certificate for 127.0.0.1 and localhost. */
  readonly tls?: boolean;
  /**
   * Settings of the brokers and the controller that replace the default ones, such as
   * `{ 'log.retention.check.interval.ms': '200' }`.
   */
  readonly config?: Readonly<Record<string, string>>;
  /** Aborting this signal stops the cluster, also while it starts. */
  readonly signal?: AbortSignal;
}

/**
 * A running cluster. Brokers are numbered from 0; the number of a broker is its `node.id` and its index in `brokers`.
 */
export interface Kafka {
  /** `127.0.0.1:PORT` of each broker, without authentication. */
  readonly brokers: string[];
  /** The addresses of the same brokers with SASL/PLAIN; empty without the option. */
  readonly saslBrokers: string[];
  /** The addresses of the same brokers with TLS; empty without the option. */
  readonly tlsBrokers: string[];
  /** The addresses of the same brokers with SASL/PLAIN over TLS; empty without both options. */
  readonly saslTlsBrokers: string[];
  /** The certificate of the authority that clients must trust, as PEM; undefined without the option. */
  readonly ca: string | undefined;
  /** Kills broker `n` with SIGKILL. */
  kill(n: number): Promise<void>;
  /** Starts broker `n` again, on the same ports and with its stored data. */
  start(n: number): Promise<void>;
  /** Stops all processes and removes their files. It may be called more than once. */
  stop(): Promise<void>;
}

/**
 * Starts a Kafka cluster on 127.0.0.1 and resolves when all brokers are up and consumers can join groups. The
 * controller (for 3.2 ZooKeeper) is a separate process, so any broker may be killed. All processes end with this one.
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
  const { release, coordinator } = releases[version];
  const jars = await resolveJars(`kafka-${release}`, coordinates(release), signal);
  const folder = await guardedFolder('penstock-kafka-');
  try {
    return await startIn(folder, jdk.home, jars.join(':'), { coordinator, count, sasl, tls, config, signal });
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
      `Expected version to be one of ${Object.keys(releases).join(', ')}; got ${version}.`,
    );
  }
  if (!(Number.isInteger(count) && count >= 1 && count <= 3)) {
    throw serversError('PENSTOCK_BAD_OPTION', `Expected brokers to be 1, 2 or 3; got ${count}.`);
  }
  for (const { username } of sasl ?? []) {
    if (!/^[a-zA-Z][\w.-]*$/.test(username)) {
      throw serversError(
        'PENSTOCK_BAD_OPTION',
        `Expected a username of letters, digits, '_', '.' and '-'; got '${username}'.`,
      );
    }
  }
}

interface Plan {
  readonly coordinator: KafkaLayout['coordinator'];
  readonly count: number;
  readonly sasl: readonly Account[] | undefined;
  readonly tls: boolean;
  readonly config: Readonly<Record<string, string>>;
  readonly signal: AbortSignal | undefined;
}

async function startIn(folder: GuardedFolder, javaHome: string, classPath: string, plan: Plan): Promise<Kafka> {
  const { coordinator, count, sasl, tls, config, signal } = plan;
  const java = join(javaHome, 'bin', 'java');
  const ports = await freePorts(1 + count * 4);
  const take = (): number => ports.pop() as number;
  const layout: KafkaLayout = {
    clusterId: 'cGVuc3RvY2stc2VydmVycw',
    coordinator,
    coordinatorId,
    coordinatorPort: take(),
    brokers: count,
  };
  const listeners = Array.from({ length: count }, (): KafkaListeners => ({
    plain: take(),
    sasl: sasl && take(),
    tls: tls ? take() : undefined,
    saslTls: sasl && tls ? take() : undefined,
  }));
  const authority = tls ? await createAuthority() : undefined;
  const certificate = await authority?.serverCertificate();

  const { coordinator: coordinating, brokers: running } = await kafkaProcesses({
    folder: folder.path,
    java,
    classPath,
    layout,
    listeners,
    accounts: sasl,
    certificate,
    config,
    signal,
  });
  const processes = [coordinating, ...running];
  const killAll = (): Promise<unknown> => Promise.all(processes.map((process) => process.kill()));
  const brokerAt = (n: number): ServerProcess => {
    const broker = running[n];
    if (!broker) throw serversError('PENSTOCK_BAD_OPTION', `Expected a broker from 0 to ${count - 1}; got ${n}.`);
    return broker;
  };
  const addresses = (portOf: (ports: KafkaListeners) => number | undefined): string[] =>
    listeners.flatMap((ports) => portOf(ports) ?? []).map((port) => `127.0.0.1:${port}`);
  const brokers = addresses(({ plain }) => plain);

  try {
    // When one process fails, the others are stopped immediately instead of waiting for it.
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
    saslTlsBrokers: addresses(({ saslTls }) => saslTls),
    ca: authority?.ca,
    kill: async (n) => brokerAt(n).kill(),
    start: async (n) => brokerAt(n).start(signal),
    stop,
  };
}
