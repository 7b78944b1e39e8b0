import { run, settle, tapValue } from '@penstock/stream';
import type { Blobs } from '@penstock/stream/node';
import { randomUUID } from 'node:crypto';
import type { HeaderEntries } from '../../record/header-entries.ts';
import type { RawRecord } from '../client/kafka-client.ts';
import type { CheckedConnection } from '../client/connection.ts';
import { kafkaFlow } from '../consume/kafka-flow.ts';
import { KafkaRecord } from '../record/kafka-record.ts';
import { rawHeaders } from '../record/raw-headers.ts';
import { headerText } from '../dead-letters/letter-headers.ts';
import { KafkaError } from '../client/kafka-error.ts';
import { openClient } from '../kafkajs/open-client.ts';
import { OccasionalSender } from '../produce/occasional-sender.ts';
import { firstContact, knownTopic } from '../client/retry.ts';

// A broker accepts 1 MiB per batch by default, including headers and overhead.
const pieceBytes = 800_000;
const piecesHeader = 'penstock-pieces';
const versionHeader = 'penstock-version';

/** The names of a lane and their bytes, as last read from the topic, with later writes. */
type Held = Map<string, Uint8Array>;

/**
 * Stores named bytes in a compacted topic. The newest record of a key has the bytes of the name; a record without a
 * value deletes it.
 *
 * Bytes that are too large for a record are first written in pieces under keys of their own. The record of the name,
 * written last, has the number of pieces. So at any moment a name has either the old bytes or the new ones.
 */
export class ChangelogTopic implements Blobs {
  readonly #connection: CheckedConnection;
  readonly #topic: string;
  readonly #group: string;
  readonly #sender: OccasionalSender;
  readonly #lanes = new Map<string, Held>();
  /** The number of pieces of each name in the topic, and their version. */
  readonly #pieces = new Map<string, { readonly version: string; readonly count: number }>();
  #reading: Promise<Map<string, Uint8Array>> | undefined;

  constructor(connection: CheckedConnection, topic: string, group: string) {
    this.#connection = connection;
    this.#topic = topic;
    this.#group = group;
    this.#sender = new OccasionalSender(connection, { maxBatch: 100, maxBytes: 900_000, maxAge: 1, expired: 'write' });
  }

  async list(prefix: string): Promise<readonly string[]> {
    // When lanes are assigned, all of them are listed at the same time; read the topic once for all.
    this.#reading ??= new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      this.#reading = undefined;
      return this.#read();
    });
    const all = await this.#reading;
    this.#lanes.delete(prefix);
    const names: string[] = [];
    for (const [name, bytes] of all) {
      if (!name.startsWith(prefix)) continue;
      this.#heldOf(name).set(name, bytes);
      names.push(name);
    }
    return names;
  }

  async read(name: string): Promise<Uint8Array | undefined> {
    return this.#heldOf(name).get(name);
  }

  async write(name: string, bytes: Uint8Array): Promise<void> {
    const before = this.#pieces.get(name);
    if (bytes.length <= pieceBytes) {
      await this.#send(name, this.#key(name), Buffer.from(bytes));
      this.#pieces.delete(name);
    } else {
      const version = randomUUID();
      const count = Math.ceil(bytes.length / pieceBytes);
      const pieces = Array.from({ length: count }, (_, n) =>
        Buffer.from(bytes.subarray(n * pieceBytes, (n + 1) * pieceBytes)),
      );
      await Promise.all(pieces.map((piece, n) => this.#send(name, this.#pieceKey(name, version, n), piece)));
      await this.#send(name, this.#key(name), Buffer.alloc(0), [
        [piecesHeader, String(count)],
        [versionHeader, version],
      ]);
      this.#pieces.set(name, { version, count });
    }
    this.#heldOf(name).set(name, bytes);
    if (before) await this.#removePieces(name, before);
  }

  async remove(name: string): Promise<void> {
    const pieces = this.#pieces.get(name);
    await this.#send(name, this.#key(name), null);
    this.#pieces.delete(name);
    this.#heldOf(name).delete(name);
    if (pieces) await this.#removePieces(name, pieces);
  }

  #removePieces(
    name: string,
    { version, count }: { readonly version: string; readonly count: number },
  ): Promise<unknown> {
    return Promise.all(
      Array.from({ length: count }, (_, n) => this.#send(name, this.#pieceKey(name, version, n), null)),
    );
  }

  #heldOf(name: string): Held {
    const lane = laneOf(name);
    const held = this.#lanes.get(lane) ?? new Map<string, Uint8Array>();
    this.#lanes.set(lane, held);
    return held;
  }

  /** Sends a record. All names of a lane go to the same partition, so that their records stay in order. */
  #send(name: string, key: string, value: Buffer | null, headers?: HeaderEntries): Promise<void> {
    return this.#sender.send(this.#topic, { key, value, headers, partitionBy: this.#key(laneOf(name)) });
  }

  #key(name: string): string {
    return `${this.#group}/${name}`;
  }

  #pieceKey(name: string, version: string, n: number): string {
    return `${this.#key(name)}/${version}/${n}`;
  }

  /** Reads the whole topic; returns the bytes of each name of the group. */
  async #read(): Promise<Map<string, Uint8Array>> {
    await this.#check();
    const records = new Map<string, RawRecord>();
    const flow = kafkaFlow<RawRecord>(
      this.#connection,
      { topic: this.#topic, group: `${this.#topic}-reader-${randomUUID()}`, from: 'earliest', until: 'end' },
      (partition, offset, raw) => new KafkaRecord(raw, partition, offset, raw),
      false,
    );
    const own = `${this.#group}/`;
    const keep = tapValue((raw: RawRecord) => {
      const key = raw.key?.toString();
      if (!key?.startsWith(own)) return;
      if (raw.value === null) records.delete(key);
      // A copy, because the bytes are a slice of a fetch response.
      else records.set(key, { ...raw, value: Buffer.from(raw.value) });
    });
    await run(flow, keep, settle());
    return this.#assemble(records);
  }

  #assemble(records: ReadonlyMap<string, RawRecord>): Map<string, Uint8Array> {
    const held = new Map<string, Uint8Array>();
    for (const [key, record] of records) {
      const name = key.slice(this.#group.length + 1);
      if (name.includes('/')) continue;
      const count = Number(headerText(rawHeaders(record), piecesHeader) ?? 0);
      if (count === 0) {
        held.set(name, record.value!);
        continue;
      }
      const version = headerText(rawHeaders(record), versionHeader)!;
      this.#pieces.set(name, { version, count });
      // If a piece is missing, the bytes are incomplete, which their digest shows.
      held.set(
        name,
        Buffer.concat(
          Array.from(
            { length: count },
            (_, n) => records.get(this.#pieceKey(name, version, n))?.value ?? Buffer.alloc(0),
          ),
        ),
      );
    }
    return held;
  }

  async #check(): Promise<void> {
    const client = await openClient(this.#connection);
    const policy = await firstContact(this.#connection, new AbortController().signal, () =>
      client.withAdmin(async (admin) => {
        await knownTopic(admin, this.#topic);
        return (await admin.config(this.#topic)).get('cleanup.policy');
      }),
    );
    if (policy?.split(',').every((part) => part === 'compact')) return;
    throw new KafkaError(
      'PENSTOCK_TOPIC_MISMATCH',
      `Expected the cleanup.policy compact for the topic ${this.#topic}, because it stores state; got ` +
        `${policy ?? 'no policy'}. With another policy the broker deletes needed states. Create the topic with ` +
        `ensureTopic() and config { 'cleanup.policy': 'compact' }.`,
      { retriable: false },
    );
  }
}

/** Returns the lane's part of a name, which is `lane@offset.state`. */
const laneOf = (name: string): string => name.slice(0, name.indexOf('@') + 1);
