import type { BoardEvents } from './api.ts';

/** An event of `/api/events`. */
export type BoardEvent = {
  readonly [K in keyof BoardEvents]: { readonly name: K; readonly data: BoardEvents[K] };
}[keyof BoardEvents];

/** Hands each event to all who listen at that moment. */
export class EventHub {
  readonly #listeners = new Set<(event: BoardEvent) => void>();

  /** How many listen. */
  get listeners(): number {
    return this.#listeners.size;
  }

  publish(event: BoardEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  /** Calls `listener` with each event, until the function that is returned is called. */
  subscribe(listener: (event: BoardEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}
