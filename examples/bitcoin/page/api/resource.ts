import { getJson } from './get-json.ts';

/** The state of a request to the API. */
export type State<T> =
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready'; readonly value: T }
  | { readonly kind: 'failed'; readonly error: unknown };

/** An answer of the API that several parts of the page show, and that can be requested again. */
export class Resource<T> {
  state: State<T> = { kind: 'loading' };
  /** The newest answer. It stays when a later request fails. */
  latest: T | undefined;
  #path: string;
  #asked = 0;
  readonly #listeners = new Set<(state: State<T>) => void>();

  constructor(path: string) {
    this.#path = path;
  }

  /** Calls `listener` with the state now and after each change. */
  subscribe(listener: (state: State<T>) => void): void {
    this.#listeners.add(listener);
    listener(this.state);
  }

  /** Requests another path from now on, such as another interval of prices. */
  async moveTo(path: string): Promise<void> {
    this.#path = path;
    await this.load();
  }

  /** Requests the answer again. Listeners keep the state from before until it comes. */
  async load(): Promise<void> {
    this.#asked += 1;
    const mine = this.#asked;
    const state = await getJson<T>(this.#path).then(
      (value): State<T> => ({ kind: 'ready', value }),
      (error: unknown): State<T> => ({ kind: 'failed', error }),
    );
    // Of two requests under way, only the answer to the later one counts.
    if (mine === this.#asked) this.#set(state);
  }

  /** Takes a value that the server sent as an event. */
  set(value: T): void {
    this.#asked += 1;
    this.#set({ kind: 'ready', value });
  }

  /**
   * Sets the state to failed, because the server no longer sends values. The answer to a request under way still
   * counts.
   */
  fail(error: unknown): void {
    this.#set({ kind: 'failed', error });
  }

  #set(state: State<T>): void {
    this.state = state;
    if (state.kind === 'ready') this.latest = state.value;
    for (const listener of this.#listeners) listener(state);
  }
}
