import { Delivery } from './delivery.ts';
import type { Lane } from './delivery.ts';
import type { Position } from './position.ts';
import type { RecordHeaders } from './record-headers.ts';
import type { RecordKey } from './record-key.ts';

/**
 * The base of deliveries that stand for another one: they tell what is known of its record and settle it, except for
 * what a subclass overrides.
 *
 * Two classes write the same getters out themselves, since one of each is made for every record and V8 makes an
 * instance of a derived class at about two thirds of the speed: `Revalued` beside `Delivery`, and `SourceDelivery` in
 * the engine.
 */
export abstract class ForwardingDelivery<T> extends Delivery<T> {
  /** The delivery that this one stands for. */
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
