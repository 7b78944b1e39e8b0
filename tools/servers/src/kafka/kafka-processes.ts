import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runTool } from '../process/run-tool.ts';
import { ServerProcess } from '../process/server-process.ts';
import type { Certificate } from '../tls/authority.ts';
import {
  brokerProperties,
  controllerProperties,
  metaProperties,
  toProperties,
  zookeeperProperties,
} from './kafka-properties.ts';
import type { Account, KafkaLayout, KafkaListeners } from './kafka-properties.ts';

const startTimeout = 90_000;

/** The description of a cluster's processes. */
export interface KafkaPlan {
  /** The folder in which each process gets its own folder. */
  readonly folder: string;
  readonly java: string;
  readonly classPath: string;
  readonly layout: KafkaLayout;
  /** The ports of each broker. */
  readonly listeners: readonly KafkaListeners[];
  readonly accounts: readonly Account[] | undefined;
  readonly certificate: Certificate | undefined;
  /** Settings that replace the default ones. */
  readonly config: Readonly<Record<string, string>>;
  readonly signal: AbortSignal | undefined;
}

/** Writes the files of a cluster and returns its processes, which are not started yet. */
export async function kafkaProcesses(plan: KafkaPlan): Promise<{
  readonly coordinator: ServerProcess;
  readonly brokers: readonly ServerProcess[];
}> {
  const { layout, listeners } = plan;
  const [coordinator, ...brokers] = await Promise.all([
    layout.coordinator === 'zookeeper' ? zookeeper(plan) : controller(plan),
    ...listeners.map((ports, id) => broker(plan, ports, id)),
  ]);
  return { coordinator, brokers };
}

function zookeeper(plan: KafkaPlan): Promise<ServerProcess> {
  return javaProcess(plan, {
    name: 'zookeeper',
    heap: '128m',
    main: 'org.apache.zookeeper.server.quorum.QuorumPeerMain',
    up: 'binding to port',
    properties: zookeeperProperties(plan.layout, dataOf(plan, 'zookeeper')),
  });
}

async function controller(plan: KafkaPlan): Promise<ServerProcess> {
  const name = 'controller';
  const { java, classPath, layout, signal } = plan;
  const process = await kafka(plan, name, '128m', controllerProperties(layout, dataOf(plan, name)));
  const format = ['kafka.tools.StorageTool', 'format', '-t', layout.clusterId, '-c', propertiesOf(plan, name)];
  await runTool(java, ['-cp', classPath, ...format], signal);
  return process;
}

async function broker(plan: KafkaPlan, ports: KafkaListeners, id: number): Promise<ServerProcess> {
  const name = `broker-${id}`;
  const { layout, accounts, certificate } = plan;
  const data = dataOf(plan, name);
  const process = await kafka(plan, name, '256m', brokerProperties(layout, id, data, ports, accounts, certificate));
  // With ZooKeeper a broker creates this file itself.
  if (layout.coordinator === 'controller') await writeFile(join(data, 'meta.properties'), metaProperties(layout, id));
  return process;
}

const kafka = (plan: KafkaPlan, name: string, heap: string, properties: string): Promise<ServerProcess> =>
  javaProcess(plan, {
    name,
    heap,
    main: 'kafka.Kafka',
    up: plan.layout.coordinator === 'zookeeper' ? '[KafkaServer id=' : 'Kafka Server started',
    // When a setting occurs twice, the last one counts.
    properties: `${properties}${toProperties(plan.config)}`,
  });

async function javaProcess(
  plan: KafkaPlan,
  { name, heap, main, up, properties }: Readonly<Record<'name' | 'heap' | 'main' | 'up' | 'properties', string>>,
): Promise<ServerProcess> {
  const { folder, java, classPath } = plan;
  await mkdir(dataOf(plan, name), { recursive: true });
  await writeFile(propertiesOf(plan, name), properties);
  return new ServerProcess({
    name: `Kafka ${name}`,
    command: java,
    args: [
      `-Xmx${heap}`,
      '-XX:+UseSerialGC',
      '-Dorg.slf4j.simpleLogger.showDateTime=true',
      '-cp',
      classPath,
      main,
      propertiesOf(plan, name),
    ],
    log: join(folder, `${name}.log`),
    isUp: (logged) => logged.includes(up),
    timeout: startTimeout,
  });
}

const dataOf = ({ folder }: KafkaPlan, name: string): string => join(folder, name, 'data');

const propertiesOf = ({ folder }: KafkaPlan, name: string): string => join(folder, name, 'server.properties');
