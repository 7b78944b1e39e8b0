import { Observable } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { deadLetter, deliver } from '../../../src/index.ts';
import type { Barrier, DeadLetter, Delivery, DeliverOptions, Flow, FlowOperator } from '../../../src/index.ts';

const turn = () => new Promise((resolve) => setTimeout(resolve, 5));

/** Acknowledges each record and derives a result from it. Holds barriers until the results before them are settled. */
const derived: FlowOperator<number, string> = (flow) =>
  new Observable((out) =>
    flow.subscribe({
      next: (element) => {
        if (element.kind === 'barrier') out.next(element);
        else {
          element.ack();
          out.next(
            element.lane.derive(`r${element.value}`, { id: `x/${element.value}`, key: 'k', time: 1 }, () =>
              settledIds.push(element.value),
            ),
          );
        }
      },
      error: (error: unknown) => out.error(error),
      complete: () => out.complete(),
    }),
  );
let settledIds: number[] = [];

const open = (options: Partial<DeliverOptions<number>>) => {
  settledIds = [];
  const given: Array<Delivery<string>> = [];
  let error: unknown;
  const flow: Flow<string> = deliver([0, 1, 2, 3], { topic: 'n', ...options }).pipe(derived);
  const subscription = flow.subscribe({
    next: (element: Delivery<string> | Barrier) =>
      void (element.kind === 'delivery' ? given.push(element) : element.arrive()),
    error: (thrown: unknown) => (error = thrown),
  });
  return { given, failure: () => error, subscription };
};

describe('a derived delivery', () => {
  test('takes credit until it is settled', async () => {
    const { given, subscription } = open({ maxInFlight: 2 });
    await turn();
    expect(given.map(({ id }) => id)).toEqual(['x/0', 'x/1']);
    given[0]!.ack();
    given[0]!.ack();
    await turn();
    expect(given.map(({ value }) => value)).toEqual(['r0', 'r1', 'r2']);
    expect(given[0]!.lane.source.counts).toMatchObject({ received: 3, inFlight: 2 });
    expect(settledIds).toEqual([0]);
    subscription.unsubscribe();
  });

  test('has the position of its lane', async () => {
    const { given, subscription } = open({});
    await turn();
    expect(given[1]).toMatchObject({
      id: 'x/1',
      key: 'k',
      time: 1,
      headers: {},
      position: { topic: 'n', partition: 0, offset: 2 },
    });
    subscription.unsubscribe();
  });

  test('keeps later positions uncommitted until it is settled', async () => {
    const commits: number[] = [];
    const { given } = open({ commitEvery: 1, commit: async ({ offset }) => void commits.push(offset) });
    await turn();
    for (const delivery of [given[0]!, given[1]!, given[3]!]) delivery.ack();
    await turn();
    expect(Math.max(...commits)).toBeLessThan(4);
    given[2]!.ack();
    await turn();
    expect(commits.at(-1)).toBe(4);
  });

  test('becomes a dead letter with its own value, and is settled when that is written', async () => {
    const letters: DeadLetter[] = [];
    let written!: () => void;
    const { given } = open({
      onReject: deadLetter((letter) => {
        letters.push(letter);
        return new Promise((resolve) => (written = resolve));
      }),
    });
    await turn();
    given[1]!.reject('bad');
    await turn();
    expect(letters).toMatchObject([{ id: 'x/1', key: 'k', value: 'r1', reason: 'bad' }]);
    expect(settledIds).toEqual([]);
    written();
    await turn();
    expect(settledIds).toEqual([1]);
    for (const delivery of given) delivery.ack();
  });

  test('is settled by the policy skip, and named in the error of the policy stop', async () => {
    const skipping = open({ onReject: 'skip' });
    await turn();
    skipping.given[1]!.reject('bad');
    expect(settledIds).toEqual([1]);
    expect(skipping.given[1]!.lane.source.counts).toMatchObject({ rejected: 1, skipped: 1 });
    skipping.subscription.unsubscribe();

    const stopping = open({ maxInFlight: 2 });
    await turn();
    stopping.given[1]!.reject('bad');
    stopping.given[0]!.ack();
    await turn();
    expect(settledIds).toEqual([0]);
    expect(stopping.failure()).toMatchObject({
      code: 'PENSTOCK_REJECTED',
      message: expect.stringContaining('The result x/1 at n-0 offset 2'),
    });
  });
});
