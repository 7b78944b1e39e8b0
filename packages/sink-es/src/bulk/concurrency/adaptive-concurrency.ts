import type { AnsweredRequest, Concurrency } from './concurrency.ts';

// Near the best of most servers, so that a short load does not end before the search does.
const first = 4;
// Gains and losses below these are taken for noise.
const worthMore = 1.03;
const worthSame = 0.985;
// A server that takes this much longer at the same limit is taken for overloaded.
const slower = 2;
/** Epochs between two trials: twice as many after each that brought nothing, from the first of these to the second. */
const shortestRest = 2;
const longestRest = 16;

/**
 * Adds one, or a quarter from 8 up, while that brings more documents through, takes one away when that costs none, and
 * halves on overload.
 *
 * With n requests under way that take t on average, n / t of them are done in a unit of time (Little's law), so the
 * answers' times alone tell what a limit brings. The limit is tried higher and lower in turn, each for some
 * answers (an epoch), and stays where most gets through. A refusal for overload, or answers that take twice as long as
 * they used to, halve it.
 */
export class AdaptiveConcurrency implements Concurrency {
  readonly #min: number;
  readonly #max: number;
  /** The best limit known, and what it brings: requests a millisecond. */
  #base: number;
  #baseRate: number | undefined;
  /** How much more than the base is tried; 0 where nothing is. */
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
    // What was sent before a change tells of the limit before it.
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
    // The answers to one volley are one overload.
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
    // What was too much once may not be any more.
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
