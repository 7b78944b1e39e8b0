import { Delivery } from '../../delivery/delivery.ts';
import type { DerivedInfo, Lane } from '../../delivery/delivery.ts';
import type { Position } from '../../delivery/position.ts';
import type { RecordHeaders } from '../../delivery/record-headers.ts';
import type { RecordKey } from '../../delivery/record-key.ts';

// A later operator can filter out early results by this header.
const earlyHeaders: RecordHeaders = Object.freeze({ 'penstock-early': 'true' });

/**
 * An early result. The final result follows later with the same id. An early result has the header `penstock-early`,
 * and its settlement does not settle any record. It calls `onDone` once when it is acknowledged or rejected.
 *
 * @example
 * ```ts
 * import { EarlyDelivery } from '@penstock/stream/internal/rxjs';
 *
 * const early = ({ lane, position }: Delivery<unknown>, total: number): Delivery<number> =>
 *   new EarlyDelivery(total, lane, { id: 'total', key: null, time: undefined }, position, () => undefined);
 * ```
 */
export class EarlyDelivery<R> extends Delivery<R> {
  readonly id: string;
  readonly key: RecordKey | null;
  readonly time: number | undefined;
  readonly headers = earlyHeaders;
  readonly lane: Lane;
  readonly position: Position;
  readonly #onDone: () => void;
  #done = false;

  constructor(value: R, lane: Lane, { id, key, time }: DerivedInfo, position: Position, onDone: () => void) {
    super(value);
    this.id = id;
    this.key = key;
    this.time = time;
    this.lane = lane;
    this.position = position;
    this.#onDone = onDone;
  }

  ack(): void {
    if (this.#done) return;
    this.#done = true;
    this.#onDone();
  }

  reject(): void {
    this.ack();
  }
}
