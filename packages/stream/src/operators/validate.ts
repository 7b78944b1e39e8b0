import type { Subscriber } from 'rxjs';
import type { Barrier } from '../delivery/barrier.ts';
import type { Delivery } from '../delivery/delivery.ts';
import type { FlowOperator } from '../delivery/flow.ts';
import { PenstockError } from '../errors.ts';
import type { StreamErrorCode } from '../errors.ts';
import { flowOperator, FlowSubscriber } from './base/flow-subscriber.ts';

/**
 * The part of a Standard Schema 1 (https://standardschema.dev) that {@link validate} uses. Libraries such as zod,
 * valibot and arktype make such schemas.
 */
export interface StandardSchema<Input = unknown, Output = Input> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>;
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
  };
}

/** The result of a schema for a value: the output, or the issues. */
export type SchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] };

/** One issue of a value, with its path. */
export interface SchemaIssue {
  readonly message: string;
  readonly path?: ReadonlyArray<PropertyKey | { readonly key: PropertyKey }> | undefined;
}

/** The error of a value that does not match its schema. It lists every issue with its path, such as `bids[0].price`. */
export class ValidationError extends PenstockError<StreamErrorCode> {
  /** The issues. An empty path means the value itself. */
  readonly problems: ReadonlyArray<{ readonly path: string; readonly message: string }>;

  constructor(id: string, issues: readonly SchemaIssue[]) {
    const problems = issues.map(({ message, path = [] }) => ({ path: pathText(path), message }));
    super(
      'PENSTOCK_VALUE_INVALID',
      `The record ${id} does not match its schema: ` +
        `${problems.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join('; ')}. Correct the ` +
        'writer of the record, or the schema.',
    );
    this.problems = problems;
  }
}

/**
 * Passes the output of the schema for each value that matches it, and rejects the other values with a
 * {@link ValidationError}.
 *
 * The output has the schema's type. Asynchronous schemas are supported: the order of values and barriers does not
 * change, and only the credit of the source limits the number of concurrent validations. If the schema throws, the
 * delivery is rejected with that error.
 *
 * @throws (rejects the delivery with) `PENSTOCK_VALUE_INVALID`
 *
 * @example
 * ```ts
 * import { z } from 'zod';
 *
 * const Trade = z.object({ symbol: z.string(), price: z.coerce.number().positive() });
 * const input: unknown[] = [{ symbol: 'BTC-USD', price: '457.33' }];
 * const trades = deliver(input).pipe(validate(Trade)); // a Flow<{ symbol: string; price: number }>
 * ```
 */
export const validate = <Output>(schema: StandardSchema<unknown, Output>): FlowOperator<unknown, Output> =>
  flowOperator((out) => new Validate(out, (value) => schema['~standard'].validate(value)));

interface Slot<R> {
  readonly delivery: Delivery<unknown>;
  result: SchemaResult<R> | undefined;
  error?: unknown;
  failed: boolean;
}

class Validate<R> extends FlowSubscriber<unknown, R> {
  readonly #validate: (value: unknown) => SchemaResult<R> | Promise<SchemaResult<R>>;
  /** The elements from the first unfinished validation on, in the order of the flow. */
  readonly #waiting: Array<Slot<R> | Barrier> = [];
  #done = false;

  constructor(
    out: Subscriber<Delivery<R> | Barrier>,
    check: (value: unknown) => SchemaResult<R> | Promise<SchemaResult<R>>,
  ) {
    super(out);
    this.#validate = check;
  }

  protected onDelivery(delivery: Delivery<unknown>): void {
    let result: SchemaResult<R> | Promise<SchemaResult<R>>;
    try {
      result = this.#validate(delivery.value);
    } catch (error) {
      delivery.reject(error);
      return;
    }
    if (result instanceof Promise) this.#wait(delivery, result);
    else if (this.#waiting.length > 0) this.#waiting.push({ delivery, result, failed: false });
    else this.#give(delivery, result);
  }

  protected override onBarrier(barrier: Barrier): void {
    if (this.#waiting.length > 0) this.#waiting.push(barrier);
    else this.out.next(barrier);
  }

  protected override _complete(): void {
    this.#done = true;
    this.#advance();
  }

  #wait(delivery: Delivery<unknown>, answer: Promise<SchemaResult<R>>): void {
    const slot: Slot<R> = { delivery, result: undefined, failed: false };
    this.#waiting.push(slot);
    answer.then(
      (result) => {
        slot.result = result;
        this.#advance();
      },
      (error: unknown) => {
        slot.failed = true;
        slot.error = error;
        this.#advance();
      },
    );
  }

  #advance(): void {
    let ready = 0;
    for (; ready < this.#waiting.length; ready += 1) {
      const next = this.#waiting[ready]!;
      if (!('delivery' in next)) this.out.next(next);
      else if (next.failed) next.delivery.reject(next.error);
      else if (next.result) this.#give(next.delivery, next.result);
      else break;
    }
    this.#waiting.splice(0, ready);
    if (this.#done && this.#waiting.length === 0) this.out.complete();
  }

  #give(delivery: Delivery<unknown>, result: SchemaResult<R>): void {
    if (result.issues) delivery.reject(new ValidationError(delivery.id, result.issues));
    else this.out.next(delivery.withValue(result.value));
  }
}

const pathText = (path: NonNullable<SchemaIssue['path']>): string =>
  path
    .map((step) => (typeof step === 'object' ? step.key : step))
    .map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index > 0 ? '.' : ''}${String(key)}`))
    .join('');
