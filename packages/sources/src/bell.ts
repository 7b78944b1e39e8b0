/** Wakes all current waiters. A ring without a waiter is lost, so check the condition before each wait. */
export class Bell {
  #waiting: Array<() => void> = [];

  wait(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  ring(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
