import type { CheckedConnection } from '../client/connection.ts';
import { openClient } from '../kafkajs/open-client.ts';
import { checkRefresh } from '../client/refresh-every.ts';
import { RecordSender, type SenderRecord, type SenderSettings } from './record-sender.ts';

interface Waiting {
  resolve(): void;
  reject(error: unknown): void;
}

// Longer than the default commit interval, so that a state store keeps its connection; short enough that a program ends
// soon.
const idleMs = 2_000;

/**
 * Sends records that come now and then: connects for the first, and lets go of the connection when none has come for a
 * while, since those who send this way have nobody who would close it.
 */
export class OccasionalSender {
  readonly #connection: CheckedConnection;
  readonly #settings: SenderSettings;
  #sender: Promise<RecordSender<Waiting>> | undefined;
  readonly #waiting = new Set<Waiting>();
  #idle: NodeJS.Timeout | undefined;

  constructor(connection: CheckedConnection, settings: SenderSettings) {
    this.#connection = connection;
    this.#settings = settings;
  }

  /** Resolves when all in-sync replicas have the record; rejects with a `KafkaError`. */
  async send(topic: string, record: SenderRecord): Promise<void> {
    clearTimeout(this.#idle);
    let waiting: Waiting | undefined;
    const sent = new Promise<void>((resolve, reject) => (waiting = { resolve, reject }));
    this.#waiting.add(waiting!);
    // A failure may come while the sender is being opened, before anybody awaits this.
    sent.catch(() => undefined);
    try {
      const sender = await (this.#sender ??= this.#open(topic));
      await sender.addTopic(topic);
      sender.send(topic, record, waiting!);
      await sent;
    } finally {
      this.#waiting.delete(waiting!);
      if (this.#waiting.size === 0) this.#idle = setTimeout(() => void this.#release(), idleMs);
    }
  }

  async #open(topic: string): Promise<RecordSender<Waiting>> {
    const sender = new RecordSender<Waiting>(this.#connection, this.#settings, {
      wanted: () => true,
      sending: () => () => undefined,
      sent: (all) => {
        for (const { resolve } of all) resolve();
      },
      refused: ({ reject }, error) => reject(error),
      failed: (error) => {
        this.#sender = undefined;
        for (const { reject } of this.#waiting) reject(error);
        void sender.close();
      },
    });
    await sender.start(
      async () =>
        (await openClient(this.#connection)).producer({ compression: 'none', refreshEvery: checkRefresh(undefined) }),
      [topic],
    );
    return sender;
  }

  async #release(): Promise<void> {
    const sender = this.#sender;
    this.#sender = undefined;
    await (await sender)?.close();
  }
}
