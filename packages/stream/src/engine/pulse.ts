/** Runs its work in a microtask, once for any number of `schedule` calls before it. */
export class Pulse {
  readonly #work: () => void;
  #scheduled = false;

  constructor(work: () => void) {
    this.#work = work;
  }

  schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(this.#run);
  }

  // Created once: `schedule` runs at each settlement, and a closure there would be allocated each time.
  readonly #run = (): void => {
    this.#scheduled = false;
    this.#work();
  };
}
