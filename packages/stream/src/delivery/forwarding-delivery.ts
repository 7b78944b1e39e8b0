import { Delivery } from './delivery.ts';
import type { Lane } from './delivery.ts';
import type { Position } from './position.ts';
import type { RecordHeaders } from './record-headers.ts';
import type { RecordKey } from './record-key.ts';

/**
 * The base of deliveries that wrap another delivery: they forward its properties and its settlement, except for what a
 * subclass overrides.
 *
 * Two classes do not use this base and repeat the getters: `Revalued` (in `delivery.ts`) and `SourceDelivery` (in the
 * engine). One instance of each is made for every record, and V8 creates instances of derived classes at about two
 * thirds of the speed.
 */
export abstract class ForwardingDelivery<T> extends Delivery<T> {
  /** The wrapped delivery. */
  protected readonly inner: Delivery<unknown>;

  constructor(value: T, inner: Delivery<unknown>) {
    super(value);
    this.inner = inner;
  }
  get id(): string {
    return this.inner.id;
  }
  get key(): RecordKey | null {
    return this.inner.key;
  }
  get time(): number | undefined {
    return this.inner.time;
  }
  get headers(): RecordHeaders {
    return this.inner.headers;
  }
  get position(): Position {
    return this.inner.position;
  }
  get lane(): Lane {
    return this.inner.lane;
  }
  ack(): void {
    this.inner.ack();
  }
  reject(reason: unknown): void {
    this.inner.reject(reason);
  }
}
