import { of } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { toSink } from '../../src/index.ts';
import { asFlow, marbles, openLane } from '../marbles.ts';

describe('toSink', () => {
  const settings = { maxBatch: 2, maxAge: 5 };

  test.each([
    ['never emits for a flow that never emits', '-', '-'],
    ['completes for an empty flow', '|', '|'],
    ['passes an error on', '-#', '-#'],
  ])('%s', (_name, input, output) =>
    marbles(({ cold, expectObservable }) => {
      expectObservable(asFlow(cold(input), openLane().lane).pipe(toSink(async () => {}, settings))).toBe(output);
    }),
  );

  // Writes are promises, which virtual time does not control, so this test checks the writes themselves.
  test('writes at maxBatch, at maxAge and at the end', () => {
    const written: string[] = [];
    marbles(({ cold, flush }) => {
      asFlow(cold('-abc--------d|'), openLane().lane)
        .pipe(
          toSink<string>(async (batch) => void written.push(batch.map(({ value }) => value).join('')), {
            ...settings,
            concurrency: 9,
          }),
        )
        .subscribe();
      flush();
    });
    expect(written).toEqual(['ab', 'c', 'd']);
  });

  test('writes the deliveries of an endless flow, and does not complete', () => {
    const written: string[] = [];
    marbles(({ cold, expectObservable }) => {
      expectObservable(
        asFlow(cold('-ab-c'), openLane().lane).pipe(
          toSink<string>(async (batch) => void written.push(batch.map(({ value }) => value).join('')), {
            ...settings,
            concurrency: 9,
          }),
        ),
      ).toBe('-');
    });
    expect(written).toEqual(['ab', 'c']);
  });

  test('runs at most `concurrency` writes at a time, and settles each delivery by its own outcome', async () => {
    const { lane, log } = openLane();
    let active = 0;
    let most = 0;
    const outcomes: string[] = [];
    await new Promise<void>((resolve, reject) => {
      asFlow(of(...'abcdef'), lane)
        .pipe(
          toSink<string>(
            async (batch) => {
              most = Math.max(most, (active += 1));
              await new Promise((done) => setTimeout(done, 2));
              active -= 1;
              return batch.map(({ value }) =>
                value === 'a' ? 'unchanged' : value === 'c' ? { rejected: 'bad' } : 'written',
              );
            },
            { maxBatch: 1, concurrency: 2 },
          ),
        )
        .subscribe({ next: ({ outcome }) => void outcomes.push(outcome), error: reject, complete: resolve });
    });
    expect(most).toBe(2);
    expect(outcomes.toSorted()).toEqual(['rejected', 'unchanged', 'written', 'written', 'written', 'written']);
    expect(log).toContain('rejected 2: bad');
  });

  test('aborts the signal of a write when it is unsubscribed', async () => {
    let aborted = false;
    const subscription = asFlow(of('a'), openLane().lane)
      .pipe(
        toSink<string>(
          (_batch, { signal }) => new Promise(() => signal.addEventListener('abort', () => (aborted = true))),
          { maxBatch: 1 },
        ),
      )
      .subscribe();
    subscription.unsubscribe();
    expect(aborted).toBe(true);
  });

  test('refuses options out of their range', () => {
    expect(() => toSink(async () => {}, { concurrency: 0 })).toThrow(
      expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }),
    );
  });
});
