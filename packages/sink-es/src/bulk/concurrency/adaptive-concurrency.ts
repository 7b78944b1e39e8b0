import type { AnsweredRequest, Concurrency } from './concurrency.ts';

// Close to the best limit of most servers, so that even a short load runs near the best limit.
const first = 4;
// Gains and losses smaller than these count as noise.
const worthMore = 1.03;
const worthSame = 0.985;
// A server counts as overloaded if its throughput at the same limit falls by this factor.
const slower = 2;
/** Epochs between two trials. The pause doubles after each trial without a gain, between these bounds. */
const shortestRest = 2;
const longestRest = 16;

/**
 * Finds the number of concurrent requests that gives the highest throughput.
 *
 * By Little's law, n concurrent requests that take t on average give a throughput of n / t, so the times of the answers
 * are enough to measure a limit. Each limit is measured for one epoch, a number of answers. The search tries a higher
 * limit (by one, or by a quarter from 8 up) and a lower limit (by one) in turn. It keeps a higher limit that raises the
 * throughput, and a lower limit that does not reduce it. A refusal for overload, or half the former throughput, halves
 * the limit.
 */
export class AdaptiveConcurrency implements Concurrency {
  readonly #min: number;
  readonly #max: number;
  /** The best known limit. */
  #base: number;
  /** Throughput of the best known limit, requests per millisecond; `undefined` until it is measured. */
  #baseRate: number | undefined;
  /** Difference between the limit on trial and the best known limit; 0 between trials. */
  #trial = 0;
  #nextTrial = 1;
  #epochsToTrial = 0;
  #rest = shortestRest;
  #ceiling: number;
  #answers = 0;
  #took = 0;
  #changedAt = Number.NEGATIVE_INFINITY;

  constructor(min: number, max: number) {
    this.#min = min;
    this.#max = max;
    this.#ceiling = max;
    this.#base = Math.min(max, Math.max(min, first));
  }

  get limit(): number {
    return this.#base + this.#trial;
  }

  answered({ took, sentAt, full, saturated }: AnsweredRequest): void {
    // A request that was sent before the last change measures the limit before it.
    if (!full || !saturated || sentAt < this.#changedAt) return;
    this.#answers += 1;
    this.#took += Math.max(took, 0.5);
    if (this.#answers < 2 * this.limit + 6) return;
    const rate = (this.limit * this.#answers) / this.#took;
    if (this.#trial === 0) this.#judgeBase(rate);
    else this.#judgeTrial(rate);
    this.#begin(sentAt + took);
  }

  overloaded(sentAt: number, now: number): void {
    // Refusals of requests that were sent before the last change belong to the same overload.
    if (sentAt < this.#changedAt) return;
    this.#ceiling = Math.max(this.#min, this.limit - 1);
    this.#halve();
    this.#begin(now);
  }

  #judgeBase(rate: number): void {
    if (this.#baseRate !== undefined && rate * slower < this.#baseRate) {
      this.#halve();
      return;
    }
    this.#baseRate = this.#baseRate === undefined ? rate : (this.#baseRate + rate) / 2;
    this.#epochsToTrial -= 1;
    if (this.#epochsToTrial > 0) return;
    this.#try(this.#nextTrial);
  }

  #judgeTrial(rate: number): void {
    const gain = rate / this.#baseRate!;
    const tried = this.#trial;
    if (tried > 0 ? gain > worthMore : gain > worthSame) {
      this.#base += tried;
      this.#baseRate = rate;
      this.#rest = shortestRest;
      this.#try(Math.sign(tried));
      return;
    }
    this.#trial = 0;
    this.#pause(-Math.sign(tried));
  }

  #try(direction: number): void {
    const step = direction > 0 ? Math.min(Math.max(1, this.#base >> 2), this.#ceiling - this.#base) : -1;
    this.#trial = this.#base + step >= this.#min ? step : 0;
    if (this.#trial !== 0) return;
    this.#pause(-direction);
    // The server may have recovered since it refused this many requests.
    if (direction > 0 && this.#ceiling < this.#max) this.#ceiling += 1;
  }

  #pause(nextTrial: number): void {
    this.#nextTrial = nextTrial;
    this.#epochsToTrial = this.#rest;
    this.#rest = Math.min(longestRest, this.#rest * 2);
  }

  #halve(): void {
    this.#base = Math.max(this.#min, Math.floor(this.limit / 2));
    this.#baseRate = undefined;
    this.#trial = 0;
    this.#nextTrial = 1;
    this.#epochsToTrial = 0;
    this.#rest = shortestRest;
  }

  #begin(now: number): void {
    this.#answers = 0;
    this.#took = 0;
    this.#changedAt = now;
  }
}
