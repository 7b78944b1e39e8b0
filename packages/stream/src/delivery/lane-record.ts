import type { Origin } from './delivery.ts';
import type { Position } from './flow.ts';
import type { SourceLane } from './source-lane.ts';

/** A record as a source hands it out. */
export interface SourceRecord<T> {
  readonly value: T;
  /** A safe integer, above every earlier one of the lane. */
  readonly offset: number;
  readonly id?: string | undefined;
  readonly key?: string | null | undefined;
  /** Event time, ms since the Unix epoch, UTC. */
  readonly time?: number | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Size, for `maxInFlightBytes`; default 0. */
  readonly bytes?: number | undefined;
  /** The record as it came, such as a broker's message, for a dead letter. */
  readonly raw?: unknown;
}

/** The headers of a record without any. */
export const noHeaders: Readonly<Record<string, string>> = Object.freeze({});

/** A source's record with its place in the ledger of its lane. */
export class LaneRecord<T> implements Origin {
  readonly lane: SourceLane;
  readonly #record: SourceRecord<T>;
  readonly #sequence: number;

  constructor(lane: SourceLane, record: SourceRecord<T>, sequence: number) {
    this.lane = lane;
    this.#record = record;
    this.#sequence = sequence;
  }
  get id(): string {
    return this.#record.id ?? `${this.lane.topic}-${this.lane.partition}-${this.#record.offset}`;
  }
  get key(): string | null {
    return this.#record.key ?? null;
  }
  get time(): number | undefined {
    return this.#record.time;
  }
  get headers(): Readonly<Record<string, string>> {
    return this.#record.headers ?? noHeaders;
  }
  get position(): Position {
    return { topic: this.lane.topic, partition: this.lane.partition, offset: this.#record.offset };
  }
  /** The source's own value, which a dead letter must carry whatever the operators made of it. */
  get original(): T {
    return this.#record.value;
  }
  get raw(): unknown {
    return this.#record.raw;
  }
  ack(): void {
    this.lane.ack(this.#sequence);
  }
  reject(reason: unknown): void {
    this.lane.reject(this.#sequence, reason, this);
  }
}
