import { describe, expect, test } from 'vitest';
import { createFlow, deliver, run, toSink } from '../../../src/index.ts';
import type { Barrier, Delivery } from '../../../src/index.ts';
import { flowOperator, FlowSubscriber, Results } from '../../../src/internal/rxjs/index.ts';

/** Derives one result from each record. */
class Derive extends FlowSubscriber<string, string> {
  readonly #results = new Results<string>(this.out);

  protected onDelivery(delivery: Delivery<string>): void {
    this.#results.emit(delivery.lane, delivery.value.toUpperCase(), { id: delivery.value, key: null, time: 1 });
    delivery.ack();
  }

  protected override onBarrier(barrier: Barrier): void {
    this.#results.hold(barrier);
    super.onBarrier(barrier);
  }
}

describe("results of a user's operator", () => {
  test('hold the barrier after them until they are settled', async () => {
    const held: Array<Delivery<string>> = [];
    const barriers: Barrier[] = [];
    deliver(['a', 'b'])
      .pipe(flowOperator<string, string>((out) => new Derive(out)))
      .subscribe((element) => {
        if (element.kind === 'delivery') held.push(element);
        else {
          element.arrive();
          barriers.push(element);
        }
      });
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(held.map(({ id, value }) => [id, value])).toEqual([
      ['a', 'A'],
      ['b', 'B'],
    ]);
    const last = barriers.at(-1)!;
    expect([last.reason, last.passed]).toEqual(['ended', false]);
    held[1]!.ack();
    expect(last.passed).toBe(false);
    held[0]!.ack();
    expect(last.passed).toBe(true);
  });

  test('hold no barrier after a sink has dropped them with their revoked lane', async () => {
    const written: string[] = [];
    const flow = createFlow<string>(
      {
        async start(output) {
          const lanes = await output.assign([0, 1].map((partition) => ({ topic: 't', partition, offset: 0 })));
          for (const lane of lanes) lane.next({ value: `of ${lane.partition}`, offset: 0, key: null });
          await output.revoke([lanes[1]!]);
          lanes[0]!.source.stop();
        },
      },
      { drainTimeout: '1s' },
    );
    await run(
      flow,
      flowOperator<string, string>((out) => new Derive(out)),
      toSink<string>(async (batch) => void written.push(...batch.map(({ id }) => id)), { maxBatch: 10 }),
    );
    expect(written).toEqual(['of 0']);
  });
});
