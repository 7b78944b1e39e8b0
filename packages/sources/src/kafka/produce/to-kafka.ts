import {
  type Barrier,
  checkOptions,
  type Delivery,
  type Duration,
  type Flow,
  type FlowSource,
  type Lane,
  type Receipt,
  type RecordKey,
  type Sink,
  toCount,
  toTimeLimit,
} from '@penstock/stream';
import { Observable, type Subscriber, Subscription } from 'rxjs';
import { sourcesError } from '../../errors.ts';
import { checkHeaders, checkKey, checkTime } from '../../record/record-parts.ts';
import { viewOf } from '../../record/text-or-bytes.ts';
import type { Compression } from '../client/kafka-client.ts';
import { checkConnection, checkName, type CheckedConnection, type KafkaConnection } from '../client/connection.ts';
import { openClient } from '../kafkajs/open-client.ts';
import { checkRefresh } from '../client/refresh-every.ts';
import { type Encoder, encoderOf, type KafkaEncode } from '../record/encode.ts';
import { timedHeaders } from '../record/event-time.ts';
import { RecordSender, type SenderSettings } from './record-sender.ts';

/** Options of {@link toKafka}. */
export interface ToKafkaOptions<T> {
  readonly topic: string;
  /**
   * The key that a record is sent with; default the delivery's own. One key goes to one partition, the same as with
   * Kafka's own clients.
   */
  readonly key?: (value: T, delivery: Delivery<T>) => RecordKey | null;
  /** How values become bytes; default `'json'`. */
  readonly encode?: KafkaEncode<T>;
  /** Most records in a batch of one partition; at least 1, default 2,000. */
  readonly maxBatch?: number;
  /** Most bytes in a batch before compression; default 900,000, which a broker takes as it comes out of the box. */
  readonly maxBytes?: number;
  /** Longest wait of the oldest record for a batch to fill; `Infinity` for no limit. Default `'20ms'`. */
  readonly maxAge?: Duration;
  /**
   * What becomes of a record whose time is so old that the broker would delete it at once or refuse it: `'reject'`
   * rejects it with `PENSTOCK_RECORD_EXPIRED`, `'write'` sends it. Default `'reject'`.
   */
  readonly expired?: 'reject' | 'write';
  /**
   * Default `'none'`. `'snappy'` needs the package `snappy`, `'lz4'` needs `lz4-napi`, and `'zstd'` needs
   * `@hpcc-js/wasm-zstd` before Node 22.15.
   */
  readonly compression?: Compression;
  /** How often to look for partitions that were added to the topic; 100 ms to 1 h, default `'5s'`. */
  readonly refreshEvery?: Duration;
}

/**
 * The sink that sends to a topic of Kafka, with each delivery's key, headers and time; settled when all in-sync
 * replicas have the record.
 *
 * Batches of a partition go one after another, those of different partitions side by side. An outage is tried again
 * and reported until it is over or the flow is stopped. A record that cannot be encoded, or that the broker will never
 * take, is rejected alone.
 *
 * A delivery's time becomes the record's timestamp. Fractions of a millisecond, and -1, which means "none" to Kafka, go
 * in the header `penstock-time`, which {@link fromKafka} reads back; so does every time where the topic has
 * `message.timestamp.type=LogAppendTime`. A time that the topic would delete is rejected, see `expired`. The topic's
 * settings are read once, at the start; where the login may not read them, a record of more than 7 days brings one
 * warning.
 *
 * Needs `kafkajs` beside this package.
 *
 * @throws `PENSTOCK_BAD_OPTION` at once. The flow errors with a {@link KafkaError}, see {@link fromKafka}.
 *
 * @example
 * ```ts
 * await run(
 *   deliver(quotes, { key: ({ symbol }) => symbol }),
 *   toKafka({ brokers: ['localhost:9092'] }, { topic: 'quotes' }),
 * );
 * ```
 */
export const toKafka = <T>(connection: KafkaConnection, options: ToKafkaOptions<T>): Sink<T> => {
  const checked = checkConnection(connection);
  checkOptions(
    options,
    {
      topic: true,
      key: true,
      encode: true,
      maxBatch: true,
      maxBytes: true,
      maxAge: true,
      expired: true,
      compression: true,
      refreshEvery: true,
    },
    'toKafka',
  );
  const compression = options.compression ?? 'none';
  if (!['none', 'gzip', 'snappy', 'lz4', 'zstd'].includes(compression)) {
    throw sourcesError(
      'PENSTOCK_BAD_OPTION',
      `compression must be 'none', 'gzip', 'snappy', 'lz4' or 'zstd'; got ${String(compression)}.`,
    );
  }
  const { expired = 'reject' } = options;
  if (expired !== 'reject' && expired !== 'write')
    throw sourcesError('PENSTOCK_BAD_OPTION', `expired must be 'reject' or 'write'; got ${String(expired)}.`);
  const settings: WriterSettings<T> = {
    topic: checkName(options.topic, 'topic'),
    key: options.key,
    encoder: encoderOf(options.encode ?? 'json'),
    compression,
    refreshEvery: checkRefresh(options.refreshEvery),
    maxBatch: toCount(options.maxBatch ?? 2_000, 'maxBatch'),
    maxBytes: toCount(options.maxBytes ?? 900_000, 'maxBytes'),
    maxAge: toTimeLimit(options.maxAge ?? '20ms', 'maxAge'),
    expired,
  };
  return (flow: Flow<T>): Observable<Receipt> =>
    new Observable((out) => {
      const writer = new KafkaWriter(checked, settings, out);
      writer.subscriptions.add(
        flow.subscribe({
          next: (element) => writer.take(element),
          error: (error: unknown) => writer.fail(error),
          complete: () => void writer.complete(),
        }),
      );
      return writer.subscriptions;
    });
};

interface WriterSettings<T> extends SenderSettings {
  readonly topic: string;
  readonly key: ToKafkaOptions<T>['key'];
  readonly encoder: Encoder;
  readonly compression: Compression;
  readonly refreshEvery: number;
}

class KafkaWriter<T> {
  readonly subscriptions = new Subscription();
  readonly #settings: WriterSettings<T>;
  readonly #out: Subscriber<Receipt>;
  readonly #sender: RecordSender<Delivery<T>>;
  readonly #sources = new Set<FlowSource>();

  constructor(connection: CheckedConnection, settings: WriterSettings<T>, out: Subscriber<Receipt>) {
    this.#settings = settings;
    this.#out = out;
    this.#sender = new RecordSender<Delivery<T>>(connection, settings, {
      // Whoever has the partition by now may have sent further on, and an older record of a key must not come after.
      wanted: ({ lane }) => lane.state !== 'revoked',
      sending: ([first]) => first!.lane.context.beginWrite(),
      sent: (deliveries) => {
        for (const delivery of deliveries) {
          const { id, position } = delivery;
          delivery.ack();
          out.next({ id, position, outcome: 'written' });
        }
      },
      refused: (delivery, error) => this.#reject(delivery, error),
      failed: (error) => this.fail(error),
    });
    const { compression, refreshEvery, topic } = settings;
    void this.#sender.start(
      async () => (await openClient(connection)).producer({ compression, refreshEvery }),
      [topic],
    );
    this.subscriptions.add(() => void this.#sender.close());
  }

  take(element: Delivery<T> | Barrier): void {
    if (element.kind === 'barrier') {
      for (const { lane } of element.marks) this.#watch(lane);
      // The ledger keeps it from completing before what came before it is settled.
      return element.arrive();
    }
    this.#watch(element.lane);
    const { topic, key, encoder } = this.#settings;
    try {
      const { value, headers, time } = element;
      const sent = checkKey(key ? key(value, element) : element.key);
      const record = {
        key: sent instanceof Uint8Array ? viewOf(sent) : sent,
        value: encoder(value),
        headers: timedHeaders(checkHeaders(headers), checkTime(time), false),
        time,
      };
      this.#sender.send(topic, record, element);
    } catch (error) {
      this.#reject(element, error);
    }
  }

  async complete(): Promise<void> {
    await this.#sender.drain();
    if (this.#out.closed) return;
    await this.#sender.close();
    this.#out.complete();
  }

  fail(error: unknown): void {
    if (this.#out.closed) return;
    // The source may have completed by now and wait for acknowledgements that will not come.
    for (const source of this.#sources) source.abandon();
    this.#out.error(error);
  }

  #reject(delivery: Delivery<T>, error: unknown): void {
    const { id, position } = delivery;
    delivery.reject(error);
    this.#out.next({ id, position, outcome: 'rejected', error });
  }

  #watch({ source, context }: Lane): void {
    if (this.#sources.has(source)) return;
    this.#sources.add(source);
    this.subscriptions.add(context.starved.subscribe(() => this.#sender.flush()));
    // After its end a source waits for what is under way for a limited time only.
    source.closed.catch((error: unknown) => this.fail(error));
  }
}
