/** Runs its work once after a burst of calls, in a microtask. */
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

  // Made once: a method with a closure in it makes a context at each call, here at each settlement.
  readonly #run = (): void => {
    this.#scheduled = false;
    this.#work();
  };
}
