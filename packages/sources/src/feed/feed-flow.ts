import { createFlow } from '@penstock/stream';
import type { Flow, FlowOutput, Position } from '@penstock/stream';
import { asyncScheduler } from 'rxjs';
import type { SchedulerLike } from 'rxjs';
import { setImmediate } from 'node:timers/promises';
import { Bell } from '../bell.ts';
import { BackfillLoop } from './running/backfill-loop.ts';
import type { FeedDefinition } from './feed-definition.ts';
import type { FeedLink } from './feed-link.ts';
import type { FeedSettings } from './feed-options.ts';
import { until } from './running/feed-run.ts';
import type { FeedRun } from './running/feed-run.ts';
import { LaneFeed } from './running/lane-feed.ts';
import { SocketLoop } from './running/socket-loop.ts';

/** Makes a flow of a feed, with the lanes of its definition. */
export const feedFlow = <T>(link: FeedLink<T>, definition: FeedDefinition<T>, settings: FeedSettings): Flow<T> => {
  const scheduler = settings.flow.scheduler ?? asyncScheduler;
  const runner = new FeedRunner(link, definition, settings, scheduler);
  return createFlow<T>(
    {
      start: (output) => runner.start(output),
      commit: (positions) => runner.commit(positions),
      close: async () => link.close?.(),
    },
    settings.flow,
  );
};

// Records between two turns of the event loop, so that timers and sockets get their turn.
const burst = 256;
// With the order 'time', wait this long for other entries of the same instant.
const timeHold = 250;

class FeedRunner<T> {
  readonly #link: FeedLink<T>;
  readonly #definition: FeedDefinition<T>;
  readonly #settings: FeedSettings;
  readonly #scheduler: SchedulerLike;
  readonly #bell = new Bell();
  readonly #stop = new AbortController();
  #lanes: ReadonlyArray<LaneFeed<T>> = [];
  #failure: { readonly error: unknown } | undefined;

  constructor(link: FeedLink<T>, definition: FeedDefinition<T>, settings: FeedSettings, scheduler: SchedulerLike) {
    this.#link = link;
    this.#definition = definition;
    this.#settings = settings;
    this.#scheduler = scheduler;
  }

  async start(output: FlowOutput<T>): Promise<void> {
    const { signal } = this.#stop;
    const stop = (): void => this.#stop.abort();
    output.signal.addEventListener('abort', stop, { once: true });
    signal.addEventListener('abort', () => this.#bell.ring(), { once: true });
    this.#lanes = await this.#openLanes(output);
    if (output.signal.aborted) return;
    const run: FeedRun<T> = {
      link: this.#link,
      lanes: this.#lanes,
      settings: this.#settings,
      scheduler: this.#scheduler,
      bell: this.#bell,
      signal,
      fail: (error) => this.#fail(error),
    };
    const socket = new SocketLoop(run);
    const loops = [this.#handOut(run, output), socket.run()];
    const { backfill } = this.#link;
    if (backfill) {
      const ask = backfill.bind(this.#link);
      for (const lane of this.#lanes) loops.push(new BackfillLoop(run, lane, ask, () => socket.hasBegun).run());
    }
    await Promise.all(loops.map((loop) => loop.catch((error: unknown) => this.#fail(error))));
    for (const lane of this.#lanes) lane.close();
    if (this.#failure) throw this.#failure.error;
  }

  /** Stores the cursors of the committed offsets. */
  async commit(positions: readonly Position[]): Promise<void> {
    await Promise.all(
      positions.map(async ({ topic, offset }) => {
        const lane = this.#lanes.find(({ name }) => this.#topic(name) === topic)!;
        const cursor = lane.log.at(offset);
        await this.#settings.store.save(topic, cursor);
        lane.log.commit(cursor);
      }),
    );
  }

  async #openLanes(output: FlowOutput<T>): Promise<ReadonlyArray<LaneFeed<T>>> {
    const { lanes, order } = this.#definition;
    const { store, since, reorderWithin, onReport } = this.#settings;
    const cursors = await Promise.all(
      lanes.map(async (name) => (await store.load(this.#topic(name))) ?? { offset: 0, since, recent: [] }),
    );
    const opened = await output.assign(
      lanes.map((name, at) => ({ topic: this.#topic(name), partition: 0, offset: cursors[at]!.offset })),
    );
    const hold = order === 'consecutive' ? 0 : (reorderWithin ?? (order === 'time' ? timeHold : 0));
    const how = {
      hold,
      canBackfill: this.#link.backfill !== undefined,
      onReport,
      onReady: () => this.#bell.ring(),
      scheduler: this.#scheduler,
    };
    return lanes.map((name, at) => new LaneFeed(name, this.#definition, cursors[at]!, opened[at]!, how));
  }

  /** Hands out ready values while there is credit, one value of each lane in turn. */
  async #handOut(run: FeedRun<T>, output: FlowOutput<T>): Promise<void> {
    let isAsking = false;
    const again = (): void => {
      isAsking = false;
      this.#bell.ring();
    };
    const mayHandOut = (): boolean => {
      if (!this.#lanes.some(({ filler }) => filler.ready > 0)) return false;
      if (output.credit() > 0) return true;
      if (!isAsking) void output.ready().then(again);
      isAsking = true;
      return false;
    };
    while (await until(run, mayHandOut)) {
      for (let handed = 0, before = -1; before !== handed && handed < burst;) {
        before = handed;
        for (const lane of this.#lanes) if (output.credit() > 0 && lane.handOut()) handed += 1;
      }
      this.#bell.ring();
      await setImmediate();
    }
  }

  #topic(lane: string): string {
    return `${this.#definition.name}:${lane}`;
  }

  #fail(error: unknown): void {
    if (this.#stop.signal.aborted) return;
    this.#failure = { error };
    this.#stop.abort(error);
  }
}
