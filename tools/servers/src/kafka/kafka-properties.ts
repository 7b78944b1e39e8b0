import type { Certificate } from '../tls/authority.ts';

/** A user of the SASL/PLAIN listener. */
export interface Account {
  /** Has letters, digits, `_`, `.` and `-`. */
  readonly username: string;
  readonly password: string;
}

/** The settings that all servers of a cluster share. */
export interface KafkaLayout {
  readonly clusterId: string;
  /** The server that tracks which brokers are alive: a controller, or ZooKeeper for releases without controllers. */
  readonly coordinator: 'controller' | 'zookeeper';
  readonly coordinatorId: number;
  readonly coordinatorPort: number;
  readonly brokers: number;
}

/** The ports of one broker. */
export interface KafkaListeners {
  readonly plain: number;
  readonly sasl: number | undefined;
  readonly tls: number | undefined;
  readonly saslTls: number | undefined;
}

const host = '127.0.0.1';
/** The login module requires an account for brokers, although they use the plain listener among themselves. */
const brokerAccount: Account = { username: 'broker', password: 'broker' };

/** `server.properties` of the controller. */
export const controllerProperties = (layout: KafkaLayout, data: string): string =>
  toProperties({
    ...shared(layout, layout.coordinatorId, data),
    'process.roles': 'controller',
    listeners: `CONTROLLER://${host}:${layout.coordinatorPort}`,
    'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT',
  });

/** The configuration of ZooKeeper. */
export const zookeeperProperties = (layout: KafkaLayout, data: string): string =>
  toProperties({
    dataDir: data,
    clientPort: String(layout.coordinatorPort),
    clientPortAddress: host,
    'admin.enableServer': 'false',
    // A session lasts at least two ticks, and a restarted broker waits until its old session is over.
    tickTime: '500',
  });

/** `server.properties` of one broker. */
export function brokerProperties(
  layout: KafkaLayout,
  id: number,
  data: string,
  ports: KafkaListeners,
  accounts: readonly Account[] | undefined,
  certificate: Certificate | undefined,
): string {
  const listeners = [
    `PLAINTEXT://${host}:${ports.plain}`,
    ...(ports.sasl === undefined ? [] : [`SASL://${host}:${ports.sasl}`]),
    ...(ports.tls === undefined ? [] : [`SSL://${host}:${ports.tls}`]),
    ...(ports.saslTls === undefined ? [] : [`SASLSSL://${host}:${ports.saslTls}`]),
  ].join(',');
  const replicas = String(Math.min(layout.brokers, 2));
  return toProperties({
    ...shared(layout, id, data),
    ...(layout.coordinator === 'controller' && { 'process.roles': 'broker' }),
    listeners,
    'advertised.listeners': listeners,
    'listener.security.protocol.map':
      'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SASL:SASL_PLAINTEXT,SSL:SSL,SASLSSL:SASL_SSL',
    'inter.broker.listener.name': 'PLAINTEXT',
    'default.replication.factor': replicas,
    'offsets.topic.replication.factor': replicas,
    'offsets.topic.num.partitions': '10',
    'transaction.state.log.replication.factor': replicas,
    'transaction.state.log.min.isr': '1',
    'transaction.state.log.num.partitions': '4',
    'group.initial.rebalance.delay.ms': '0',
    // Tests kill members. With this setting the group drops them sooner than after the usual 6 seconds or more.
    'group.min.session.timeout.ms': '1000',
    'auto.create.topics.enable': 'false',
    'log.cleaner.dedupe.buffer.size': '8388608',
    ...(accounts && { ...login('sasl', accounts), ...login('saslssl', accounts) }),
    ...(certificate && { ...identity('ssl', certificate), ...identity('saslssl', certificate) }),
  });
}

const login = (listener: string, accounts: readonly Account[]): Record<string, string> => ({
  [`listener.name.${listener}.sasl.enabled.mechanisms`]: 'PLAIN',
  [`listener.name.${listener}.plain.sasl.jaas.config`]: loginModule(accounts),
});

const identity = (listener: string, { key, cert }: Certificate): Record<string, string> => ({
  [`listener.name.${listener}.ssl.keystore.type`]: 'PEM',
  [`listener.name.${listener}.ssl.keystore.key`]: key,
  [`listener.name.${listener}.ssl.keystore.certificate.chain`]: cert,
});

/** `meta.properties`, which marks a data folder as formatted. */
export const metaProperties = (layout: KafkaLayout, id: number): string =>
  toProperties({ version: '1', 'cluster.id': layout.clusterId, 'node.id': String(id) });

// The coordinator waits this long before it treats a killed broker as dead and elects other leaders.
const sessionTimeout = '3000';

function shared(layout: KafkaLayout, id: number, data: string): Record<string, string> {
  const { coordinator, coordinatorId, coordinatorPort } = layout;
  const address = `${host}:${coordinatorPort}`;
  if (coordinator === 'zookeeper') {
    return {
      'broker.id': String(id),
      'log.dirs': data,
      'zookeeper.connect': address,
      'zookeeper.session.timeout.ms': sessionTimeout,
    };
  }
  return {
    'node.id': String(id),
    'log.dirs': data,
    'controller.listener.names': 'CONTROLLER',
    'controller.quorum.voters': `${coordinatorId}@${address}`,
    'broker.session.timeout.ms': sessionTimeout,
    'broker.heartbeat.interval.ms': '500',
  };
}

function loginModule(accounts: readonly Account[]): string {
  const quoted = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
  const users = [brokerAccount, ...accounts].map(({ username, password }) => `user_${username}=${quoted(password)}`);
  return [
    'org.apache.kafka.common.security.plain.PlainLoginModule required',
    `username=${quoted(brokerAccount.username)} password=${quoted(brokerAccount.password)}`,
    `${users.join(' ')};`,
  ].join(' ');
}

/** Escapes backslashes, line ends and all non-ASCII characters, as `java.util.Properties` expects. */
export const toProperties = (properties: Readonly<Record<string, string>>): string =>
  Object.entries(properties)
    .map(([key, value]) => `${key}=${value.replaceAll('\\', '\\\\').replaceAll(/[^\x20-\x7e]/g, escaped)}\n`)
    .join('');

const escaped = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
