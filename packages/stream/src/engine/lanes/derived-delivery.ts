import { Delivery } from '../../delivery/delivery.ts';
import type { DerivedInfo } from '../../delivery/delivery.ts';
import type { Position } from '../../delivery/position.ts';
import { noHeaders } from './source-delivery.ts';
import type { SettlingLane } from './settling-lane.ts';
import type { RecordKey } from '../../delivery/record-key.ts';

/**
 * A delivery of a value that an operator computed, such as the result of a window; it is not a record of the source.
 */
export class DerivedDelivery<T> extends Delivery<T> {
  readonly lane: SettlingLane;
  readonly headers = noHeaders;
  readonly position: Position;
  readonly #info: DerivedInfo;
  readonly #sequence: number;
  readonly #onSettled: () => void;
  #open = true;

  constructor(
    lane: SettlingLane,
    value: T,
    info: DerivedInfo,
    offset: number,
    sequence: number,
    onSettled: () => void,
  ) {
    super(value);
    this.lane = lane;
    this.position = { topic: lane.topic, partition: lane.partition, offset };
    this.#info = info;
    this.#sequence = sequence;
    this.#onSettled = onSettled;
  }

  get id(): string {
    return this.#info.id;
  }
  get key(): RecordKey | null {
    return this.#info.key;
  }
  get time(): number | undefined {
    return this.#info.time;
  }

  ack(): void {
    if (!this.#open) return;
    this.#open = false;
    this.lane.onAck(this.#sequence);
    this.#onSettled();
  }

  reject(reason: unknown): void {
    if (!this.#open) return;
    this.#open = false;
    const revoked = this.lane.state === 'revoked';
    if (!revoked) this.lane.onRelease(this.#sequence, this.#onSettled);
    this.lane.onReject(this.#sequence, reason, this);
    // A revoked lane is never committed, so no rejection policy applies.
    if (revoked) this.#onSettled();
  }
}
