import type { BoardEvent } from '../board/event-hub.ts';

// More events than a page needs to show the newest candles.
const mostEvents = 500;

/**
 * Events that wait for one client. A newer event replaces an earlier one about the same thing, so that the events of a
 * slow client take bounded memory.
 */
export class Outbox {
  readonly #events = new Map<string, BoardEvent>();
  #wake: (() => void) | undefined;
  #isClosed = false;

  add(event: BoardEvent): void {
    const key = keyOf(event);
    this.#events.delete(key);
    this.#events.set(key, event);
    if (this.#events.size > mostEvents) this.#events.delete(this.#events.keys().next().value!);
    this.#wake?.();
  }

  close(): void {
    this.#isClosed = true;
    this.#wake?.();
  }

  /**
   * Waits until there are events, and returns and removes all of them. Returns an empty list if no event comes within
   * `patience` milliseconds, and `undefined` when the outbox is closed.
   */
  async take(patience: number): Promise<readonly BoardEvent[] | undefined> {
    if (this.#events.size === 0 && !this.#isClosed) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, patience);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      this.#wake = undefined;
    }
    if (this.#isClosed) return undefined;
    const events = [...this.#events.values()];
    this.#events.clear();
    return events;
  }
}

const keyOf = (event: BoardEvent): string => {
  if (event.name === 'pipeline') return event.name;
  if (event.name === 'changed') return `${event.name} ${event.data.what}`;
  return `${event.name} ${event.data.interval} ${event.data.time}`;
};
