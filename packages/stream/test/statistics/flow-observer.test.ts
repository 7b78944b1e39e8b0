import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import type { DataPoint, Histogram } from '@opentelemetry/sdk-metrics';
import { VirtualTimeScheduler } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { count, createFlow, deliver, filterValue, mapValue, run, settle, toSink, tumbling } from '../../src/index.ts';
import type { FlowStats } from '../../src/index.ts';
import { handPort, startAt, turns } from '../source/ports.ts';

/** A meter of the OpenTelemetry SDK, and what it has measured so far. */
const openMeter = () => {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  const provider = new MeterProvider({ readers: [reader] });
  return {
    meter: provider.getMeter('test'),
    async measured() {
      exporter.reset();
      await reader.forceFlush();
      const metrics = exporter
        .getMetrics()
        .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics));
      return new Map(
        metrics.map(({ descriptor, dataPoints }) => [
          descriptor.name,
          { unit: descriptor.unit, points: dataPoints as Array<DataPoint<number | Histogram>> },
        ]),
      );
    },
    close: () => provider.shutdown(),
  };
};

const numbers = [1, 2, 3, 4, 5];
const time = (n: number) => n * 1_000;

describe('onStats', () => {
  test('gets the final counts of all records at the end', async () => {
    const seen: FlowStats[] = [];
    const bad = mapValue((n: number) => {
      if (n === 2) throw new Error('two');
      return n;
    });
    const late = filterValue((n: number, { lane }) => {
      if (n === 3) lane.context.countLate();
      return n !== 3;
    });
    await run(
      deliver(numbers, {
        topic: 'n',
        onReject: 'skip',
        commit: async () => {},
        onStats: (stats) => void seen.push(stats),
      }),
      bad,
      late,
      settle(),
    );
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({
      name: 'n',
      received: 5,
      inFlight: 0,
      settled: 5,
      rejected: 1,
      skipped: 1,
      late: 1,
      commits: 1,
      lanes: [{ topic: 'n', partition: 0, state: 'ended', next: 5, committed: 5, lag: undefined }],
    });
    expect(seen[0]!.commitDuration).toBeGreaterThanOrEqual(0);
  });

  test('gets the records in flight, the lag and the commits every statsEvery', async () => {
    const scheduler = new VirtualTimeScheduler();
    const seen: FlowStats[] = [];
    const { port, open } = handPort<number>([startAt(7)]);
    const subscription = createFlow(port, {
      scheduler,
      name: 'mine',
      statsEvery: 100,
      commitEvery: '1h',
      onStats: (stats) => void seen.push(stats),
    }).subscribe((element) => void (element.kind === 'delivery' && element.value === 1 && element.ack()));
    const { output, lanes } = await open;
    for (const n of [1, 2, 3]) lanes[0]!.next({ value: n, offset: 6 + n, time: n * 10 });
    scheduler.maxFrames = 150;
    scheduler.flush();
    expect(seen).toEqual([
      expect.objectContaining({
        name: 'mine',
        received: 3,
        inFlight: 2,
        settled: 1,
        commits: 0,
        commitDuration: undefined,
        lanes: [{ topic: 't', partition: 0, state: 'active', next: 10, committed: 7, lag: 70 }],
      }),
    ]);
    await output.revoke(lanes);
    subscription.unsubscribe();
    expect(seen.at(-1)).toMatchObject({ inFlight: 0, settled: 1, commits: 1, lanes: [] });
  });

  test('fails the flow when it throws', async () => {
    const onStats = () => {
      throw new Error('no such dashboard');
    };
    await expect(run(deliver(numbers, { onStats }), settle())).rejects.toThrow('no such dashboard');
    const { port, open } = handPort<number>([startAt(0)]);
    const running = run(createFlow(port, { onStats, statsEvery: 5 }), settle());
    await open;
    await expect(running).rejects.toThrow('no such dashboard');
  });

  test('that throws at the end does not hide the failure of the flow', async () => {
    const onStats = () => {
      throw new Error('no such dashboard');
    };
    const fails = toSink<number>(() => Promise.reject(new Error('disk full')));
    await expect(run(deliver(numbers, { onStats, statsEvery: Infinity }), fails)).rejects.toThrow('disk full');
    const bad = mapValue<number, number>(() => {
      throw new Error('not a price');
    });
    await expect(run(deliver(numbers, { onStats, statsEvery: Infinity }), bad, settle())).rejects.toThrow(
      'not a price',
    );
  });
});

describe('a meter of OpenTelemetry', () => {
  test('gets counts, lag and the duration of commits', async () => {
    const { meter, measured, close } = openMeter();
    await run(
      deliver(numbers, { name: 'ticks', topic: 'n', time, meter, onReject: 'skip', commit: async () => {} }),
      mapValue((n) => {
        if (n === 4) throw new Error('four');
        return n;
      }),
      settle(),
    );
    const got = await measured();
    const attributes = { 'penstock.flow.name': 'ticks' };
    const count = (name: string) =>
      got.get(`penstock.flow.${name}`)?.points.map((point) => [point.attributes, point.value]);
    expect(count('received')).toEqual([[attributes, 5]]);
    expect(count('settled')).toEqual([[attributes, 5]]);
    expect(count('rejected')).toEqual([[attributes, 1]]);
    expect(count('skipped')).toEqual([[attributes, 1]]);
    expect(count('late')).toBeUndefined();
    const commit = got.get('penstock.flow.commit.duration')!;
    expect([commit.unit, (commit.points[0]!.value as Histogram).count]).toEqual(['s', 1]);
    const lag = got.get('penstock.flow.event_time.lag')!;
    expect(lag.points[0]!.attributes).toEqual({
      ...attributes,
      'messaging.destination.name': 'n',
      'messaging.destination.partition.id': '0',
    });
    expect((lag.points[0]!.value as Histogram).sum).toBeGreaterThan(1e9);
    await close();
  });

  test('shows the records in flight, and none after the flow is unsubscribed', async () => {
    const { meter, measured, close } = openMeter();
    const { port, open } = handPort<number>([startAt(0)]);
    const subscription = createFlow(port, { meter, statsEvery: 2 }).subscribe();
    const { lanes } = await open;
    for (const n of [1, 2, 3]) lanes[0]!.next({ value: n, offset: n });
    await turns(10);
    expect((await measured()).get('penstock.flow.in_flight')!.points.map(({ value }) => value)).toEqual([3]);
    subscription.unsubscribe();
    expect((await measured()).get('penstock.flow.in_flight')!.points.map(({ value }) => value)).toEqual([0]);
    await close();
  });

  test('shows the open windows, and none after the flow is unsubscribed', async () => {
    const { meter, measured, close } = openMeter();
    const { port, open } = handPort<number>([startAt(0)]);
    const perSecond = tumbling({ interval: '1s', key: (n: number) => String(n % 2), aggregate: count() });
    const subscription = createFlow(port, { meter, statsEvery: 2, commitEvery: 2, state: 'volatile' })
      .pipe(perSecond, settle())
      .subscribe();
    const { lanes } = await open;
    const openWindows = async () =>
      (await measured()).get('penstock.flow.windows.open')?.points.map(({ value }) => value);
    for (const n of [1, 2, 3]) lanes[0]!.next({ value: n, offset: n, time: n });
    await expect.poll(openWindows).toEqual([2]);
    lanes[0]!.next({ value: 4, offset: 4, time: 1_500 });
    await expect.poll(openWindows).toEqual([1]);
    subscription.unsubscribe();
    expect(await openWindows()).toEqual([0]);
    await close();
  });
});
