import { take, tap } from 'rxjs';
import { expect, test } from 'vitest';
import { deliver, run } from '../../src/index.ts';
import type { Receipt } from '../../src/index.ts';
import { batchingSink, Entries } from '../../src/sink/index.ts';
import type { SinkWriter } from '../../src/sink/index.ts';

type Writer = SinkWriter<number, number, Entries<number>>;

const sinkOf = (write: Writer['write'], finish?: () => Promise<void>) =>
  batchingSink<number, number, Entries<number>>(() => ({
    encode: ({ value }) => value,
    newPayload: () => new Entries(),
    write,
    ...(finish && { finish }),
  }));

test('uses the first outcome of a member, and the outcomes of the write for the others', async () => {
  const outcomes: unknown[] = [];
  const sink = sinkOf(async (_batch, members, context) => {
    context.settle(1, 'unchanged');
    context.settle(1, { rejected: 'second' });
    return members.map(() => ({ rejected: 'last' }));
  });
  await run(deliver([0, 1, 2], { onReject: 'skip' }), (flow) =>
    sink(flow).pipe(tap(({ position, outcome }) => outcomes.push([position.offset, outcome]))),
  );
  expect(outcomes).toEqual([
    [1, 'unchanged'],
    [0, 'rejected'],
    [2, 'rejected'],
  ]);
});

test('ignores an outcome after the end of the write', async () => {
  const receipts: Receipt[] = [];
  let settleLate = (): void => undefined;
  const sink = sinkOf(
    async (_batch, _members, context) => {
      settleLate = () => context.settle(0, { rejected: 'too late' });
    },
    async () => settleLate(),
  );
  await run(deliver([0, 1]), (flow) => sink(flow).pipe(tap((receipt) => receipts.push(receipt))));
  expect(receipts.map(({ outcome }) => outcome)).toEqual(['written', 'written']);
});

test('settles nothing more after the sink is unsubscribed', async () => {
  const received: number[] = [];
  const acked: number[] = [];
  const sink = sinkOf(async () => undefined);
  await new Promise<void>((resolve) => {
    deliver([0, 1, 2])
      .pipe(
        tap((element) => {
          if (element.kind !== 'delivery') return;
          const { offset } = element.position;
          const ack = element.ack.bind(element);
          element.ack = () => {
            acked.push(offset);
            ack();
          };
        }),
        sink,
        take(1),
      )
      .subscribe({ next: ({ position }) => received.push(position.offset), complete: resolve });
  });
  expect([received, acked]).toEqual([[0], [0]]);
});
