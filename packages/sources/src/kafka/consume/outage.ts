import { reportRetry } from '../client/connection.ts';
import type { CheckedConnection } from '../client/connection.ts';
import type { KafkaError } from '../client/kafka-error.ts';

/** Counts the failures in a row of an operation that the client, or the next commit, retries. */
export class Outage {
  readonly #connection: CheckedConnection;
  readonly #what: 'consume' | 'commit';
  #since = 0;
  #attempt = 0;

  constructor(connection: CheckedConnection, what: 'consume' | 'commit') {
    this.#connection = connection;
    this.#what = what;
  }

  /** Reports a failure and returns true; returns false once failures have lasted for `giveUpAfter`. */
  continues(error: KafkaError): boolean {
    const now = performance.now();
    if (this.#attempt === 0) this.#since = now;
    this.#attempt += 1;
    if (now - this.#since >= this.#connection.retry.giveUpAfter) return false;
    reportRetry(this.#connection, { what: this.#what, error, attempt: this.#attempt, wait: undefined });
    return true;
  }

  /** Records a success: the next failure starts a new outage. */
  end(): void {
    this.#attempt = 0;
  }
}
