import type { FlowCounts } from '../delivery/flow-source.ts';
import type { Starvation } from './starvation.ts';

interface Wait {
  readonly bytes: number;
  readonly resolve: (granted: boolean) => void;
}

/** The credit of a source: limits the records in flight and, when `maxInFlightBytes` is set, their bytes. */
export class Credit {
  readonly #maxRecords: number;
  readonly #maxBytes: number;
  readonly #counts: FlowCounts;
  readonly #starvation: Starvation;
  #bytes = 0;
  #waits: Wait[] = [];
  #closed = false;

  constructor(maxRecords: number, maxBytes: number, counts: FlowCounts, starvation: Starvation) {
    this.#maxRecords = maxRecords;
    this.#maxBytes = maxBytes;
    this.#counts = counts;
    this.#starvation = starvation;
  }

  /** True when a record waits for credit, or the next record would have to wait. */
  get exhausted(): boolean {
    return this.#waits.length > 0 || this.available(1) <= 0;
  }

  /** How many records may be handed out now when the next one has `bytes`. A record above the limit goes alone. */
  available(bytes: number): number {
    if (this.#closed) return 0;
    const { inFlight } = this.#counts;
    return inFlight === 0 || this.#bytes + bytes <= this.#maxBytes ? this.#maxRecords - inFlight : 0;
  }

  take(bytes: number): void {
    this.#counts.inFlight += 1;
    this.#bytes += bytes;
  }

  give(bytes: number, records = 1): void {
    this.#counts.inFlight -= records;
    this.#bytes -= bytes;
  }

  /** Resolves with true when a record of `bytes` may be handed out, or with false when the credit is closed. */
  async wait(bytes: number): Promise<boolean> {
    if (this.#closed) return false;
    if (this.available(bytes) > 0) return true;
    const end = this.#starvation.begin();
    const granted = await new Promise<boolean>((resolve) => this.#waits.push({ bytes, resolve }));
    end();
    // Another wait that ended at the same time may have used the credit.
    return granted && this.wait(bytes);
  }

  /** Ends the waits whose record may be handed out now. */
  wake(): void {
    if (this.#waits.length === 0) return;
    const [granted, kept]: [Wait[], Wait[]] = [[], []];
    for (const wait of this.#waits) (this.available(wait.bytes) > 0 ? granted : kept).push(wait);
    this.#waits = kept;
    for (const { resolve } of granted) resolve(true);
  }

  /** Ends all waits; no more records may be handed out. */
  close(): void {
    this.#closed = true;
    for (const { resolve } of this.#waits.splice(0)) resolve(false);
  }
}
