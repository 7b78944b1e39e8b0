import type { BoardEvents } from './api.ts';

/** An event of `/api/events`. */
export type BoardEvent = {
  readonly [K in keyof BoardEvents]: { readonly name: K; readonly data: BoardEvents[K] };
}[keyof BoardEvents];

/** Passes each event to all current listeners. */
export class EventHub {
  readonly #listeners = new Set<(event: BoardEvent) => void>();

  /** The number of listeners. */
  get listeners(): number {
    return this.#listeners.size;
  }

  publish(event: BoardEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  /** Calls `listener` with each event, until the returned function is called. */
  subscribe(listener: (event: BoardEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}
