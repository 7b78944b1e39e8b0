import { map, Subject } from 'rxjs';
import type { Observable } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { expect } from 'vitest';
import { Barrier } from '../src/index.ts';
import type { BarrierReason, Delivery, Flow, FlowContext, FlowSource, Snapshots, SourceRecord } from '../src/index.ts';
import { SourceLane } from '../src/engine/lanes/source-lane.ts';
import type { LaneFlow } from '../src/engine/lanes/source-lane.ts';

/** A lane whose deliveries the test hands out itself. */
export class TestLane extends SourceLane {
  readonly #made: Array<Delivery<unknown>>;

  constructor(partition: number, flow: Omit<LaneFlow<unknown>, 'emit'>, snapshots: Snapshots | undefined) {
    const made: Array<Delivery<unknown>> = [];
    const emit = (delivery: Delivery<unknown>) => void made.push(delivery);
    super({ topic: 't', partition, next: 0, epoch: 1 }, { ...flow, emit }, snapshots);
    this.#made = made;
  }

  deliver<T>(record: SourceRecord<T>): Delivery<T> {
    this.next(record);
    return this.#made.pop() as Delivery<T>;
  }
}

/** Opens a lane with a real ledger, and with a log of how its deliveries were settled. */
export const openLane = (partition = 0, snapshots?: Snapshots) => {
  const log: string[] = [];
  const starved = new Subject<void>();
  const source: FlowSource = {
    counts: { received: 0, inFlight: 0, rejected: 0, skipped: 0, late: 0, abandoned: 0 },
    closed: Promise.resolve(),
    stop: () => undefined,
    abandon: () => undefined,
  };
  const context: FlowContext = {
    starved,
    countLate: () => undefined,
    countWindows: () => undefined,
    requireState: () => undefined,
    beginWrite: () => () => undefined,
  };
  const lane: TestLane = new TestLane(
    partition,
    {
      source,
      context,
      rejections: {
        take: (_lane, sequence, reason) =>
          log.push(`rejected ${sequence}: ${reason instanceof Error ? reason.message : String(reason)}`),
      },
      takesRecords: true,
      onRecord: () => undefined,
      onDerived: () => log.push('derived'),
      onSettled: () => log.push(`settled to ${lane.ledger.position}`),
      onAbandoned: () => log.push('abandoned'),
    },
    snapshots,
  );
  return { lane, log, starved };
};

/** A barrier across the given lanes of one flow, at their current positions. */
export const barrierAcross = (reason: BarrierReason, ...lanes: readonly [SourceLane, ...SourceLane[]]): Barrier =>
  new Barrier(
    reason,
    lanes[0].source,
    lanes.map((lane) => ({ lane, offset: lane.ledger.next, state: lane.state })),
    () => undefined,
  );

/** A flow of marbles: each letter is a delivery with the letter as value, and `B` is a barrier. */
export const asFlow = (marbles: Observable<string>, lane: TestLane): Flow<string> =>
  marbles.pipe(
    map((letter) =>
      letter === 'B'
        ? new Barrier('interval', lane.source, [], () => undefined)
        : lane.deliver({ value: letter, offset: lane.ledger.next }),
    ),
  );

/** The elements to compare: the value of each delivery, and `B` for a barrier. */
export const shown = <T>(flow: Flow<T>): Observable<T | 'B'> =>
  flow.pipe(map((element: Delivery<T> | Barrier) => (element.kind === 'barrier' ? 'B' : element.value)));

/** Runs marbles in virtual time. */
export const marbles = (check: Parameters<TestScheduler['run']>[0]): void =>
  void new TestScheduler((actual, expected) => expect(actual).toEqual(expected)).run(check);
