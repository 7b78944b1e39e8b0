import type { Certificate } from '../tls/authority.ts';

/** A user of the SASL/PLAIN listener. */
export interface Account {
  /** Letters, digits, `_`, `.` and `-`. */
  readonly username: string;
  readonly password: string;
}

/** What all servers of a cluster agree on. */
export interface KafkaLayout {
  readonly clusterId: string;
  /** The server that knows which brokers are alive: a controller, or ZooKeeper for a release that has no other. */
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
/** Brokers talk to one another over the plain listener, yet the login module wants an account of their own. */
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
    // Sessions last at least two ticks, and a broker that is started again waits until its old session is over.
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
    // Tests kill members, and need not wait the usual 6 seconds or more until the group gives them up.
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

/** `meta.properties`, by which a data folder counts as formatted. */
export const metaProperties = (layout: KafkaLayout, id: number): string =>
  toProperties({ version: '1', 'cluster.id': layout.clusterId, 'node.id': String(id) });

// The coordinator takes a killed broker for dead after this long, and only then elects other leaders.
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

/** Backslashes, line ends and everything past ASCII are escaped, as `java.util.Properties` reads them. */
export const toProperties = (properties: Readonly<Record<string, string>>): string =>
  Object.entries(properties)
    .map(([key, value]) => `${key}=${value.replaceAll('\\', '\\\\').replaceAll(/[^\x20-\x7e]/g, escaped)}\n`)
    .join('');

const escaped = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
