/** Wakes whoever waits. Look at what you wait for first: a ring with nobody waiting is not kept. */
export class Bell {
  #waiting: Array<() => void> = [];

  wait(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  ring(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
