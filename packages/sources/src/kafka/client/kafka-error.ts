import { PenstockError } from '@penstock/stream';
import type { SourcesErrorCode } from '../../errors.ts';

/**
 * An error of a Kafka cluster, a topic or a record; `retriable` says whether the same operation may succeed later.
 *
 * @example
 * ```ts
 * if (error instanceof KafkaError && error.retriable) console.warn('try again later');
 * ```
 */
export class KafkaError extends PenstockError<SourcesErrorCode> {
  readonly retriable: boolean;

  constructor(
    code: SourcesErrorCode,
    message: string,
    options: { readonly retriable: boolean; readonly cause?: unknown },
  ) {
    super(code, message, options.cause === undefined ? undefined : { cause: options.cause });
    this.retriable = options.retriable;
  }
}
