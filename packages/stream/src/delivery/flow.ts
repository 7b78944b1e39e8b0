import type { Observable } from 'rxjs';
import type { Barrier } from './barrier.ts';
import type { Delivery } from './delivery.ts';
import type { Receipt } from './receipt.ts';

/**
 * The stream that Penstock's operators take and return: deliveries, and barriers in order among them.
 *
 * @example
 * ```ts
 * const doubled = (flow: Flow<number>): Flow<number> => flow.pipe(mapValue((n) => n * 2));
 * ```
 */
export type Flow<T> = Observable<Delivery<T> | Barrier>;

/** An operator from one flow to another, for `flow.pipe(...)` and {@link run}. */
export type FlowOperator<T, R> = (flow: Flow<T>) => Flow<R>;

/** The last step of a flow: settles every delivery and emits one {@link Receipt} for each. */
export type Sink<T> = (flow: Flow<T>) => Observable<Receipt>;
