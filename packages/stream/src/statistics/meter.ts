import type { FlowStats } from './flow-stats.ts';

type Attributes = Record<string, string>;

interface InstrumentOptions {
  readonly description: string;
  readonly unit: string;
  readonly advice?: { readonly explicitBucketBoundaries?: number[] };
}

/**
 * The methods of an OpenTelemetry `Meter` that a flow uses. A `Meter` of `@opentelemetry/api` has this type.
 *
 * @example
 * ```ts
 * const watched = (meter: Meter): Flow<number> => deliver([1, 2, 3], { topic: 'numbers', meter });
 * ```
 */
export interface Meter {
  createCounter(name: string, options: InstrumentOptions): { add(value: number, attributes?: Attributes): void };
  createUpDownCounter(name: string, options: InstrumentOptions): { add(value: number, attributes?: Attributes): void };
  createHistogram(name: string, options: InstrumentOptions): { record(value: number, attributes?: Attributes): void };
}

// In seconds, as OpenTelemetry recommends. Commits take from a millisecond to a few seconds; lag may be days.
const commitBounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const lagBounds = [0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3_600, 21_600, 86_400];

const totals = {
  received: ['penstock.flow.received', 'Records that the source handed out'],
  settled: ['penstock.flow.settled', 'Settled deliveries'],
  rejected: ['penstock.flow.rejected', 'Records that were rejected'],
  skipped: ['penstock.flow.skipped', 'Rejected records that were dropped'],
  late: ['penstock.flow.late', 'Records that came after their window had closed'],
} as const;

/** Reports a flow to a meter. Each report adds the changes since the last one, so records themselves cost nothing. */
export class FlowMeter {
  readonly #counters: ReadonlyArray<{
    readonly of: keyof typeof totals;
    readonly counter: ReturnType<Meter['createCounter']>;
  }>;
  readonly #inFlight: ReturnType<Meter['createUpDownCounter']>;
  readonly #windows: ReturnType<Meter['createUpDownCounter']>;
  readonly #lag: ReturnType<Meter['createHistogram']>;
  readonly #commit: ReturnType<Meter['createHistogram']>;
  readonly #before = { received: 0, settled: 0, rejected: 0, skipped: 0, late: 0, inFlight: 0, openWindows: 0 };

  constructor(meter: Meter) {
    const unit = '{record}';
    this.#counters = (Object.keys(totals) as Array<keyof typeof totals>).map((of) => {
      const [name, description] = totals[of];
      return { of, counter: meter.createCounter(name, { description, unit }) };
    });
    this.#inFlight = meter.createUpDownCounter('penstock.flow.in_flight', {
      description: 'Deliveries that are not settled',
      unit,
    });
    this.#windows = meter.createUpDownCounter('penstock.flow.windows.open', {
      description: 'Windows of event time that are open',
      unit: '{window}',
    });
    this.#lag = meter.createHistogram('penstock.flow.event_time.lag', {
      description: 'How far the newest event time of a lane is behind the clock',
      unit: 's',
      advice: { explicitBucketBoundaries: lagBounds },
    });
    this.#commit = meter.createHistogram('penstock.flow.commit.duration', {
      description: 'Time that a commit of positions took, with the state that belongs to them',
      unit: 's',
      advice: { explicitBucketBoundaries: commitBounds },
    });
  }

  report(stats: FlowStats): void {
    const attributes = { 'penstock.flow.name': stats.name };
    for (const { of, counter } of this.#counters) {
      if (stats[of] > this.#before[of]) counter.add(stats[of] - this.#before[of], attributes);
      this.#before[of] = stats[of];
    }
    if (stats.inFlight !== this.#before.inFlight)
      this.#inFlight.add(stats.inFlight - this.#before.inFlight, attributes);
    this.#before.inFlight = stats.inFlight;
    if (stats.openWindows !== this.#before.openWindows)
      this.#windows.add(stats.openWindows - this.#before.openWindows, attributes);
    this.#before.openWindows = stats.openWindows;
    for (const { topic, partition, lag } of stats.lanes) {
      if (lag !== undefined)
        this.#lag.record(lag / 1_000, {
          ...attributes,
          'messaging.destination.name': topic,
          'messaging.destination.partition.id': String(partition),
        });
    }
  }

  end(name: string): void {
    const attributes = { 'penstock.flow.name': name };
    if (this.#before.inFlight > 0) this.#inFlight.add(-this.#before.inFlight, attributes);
    if (this.#before.openWindows > 0) this.#windows.add(-this.#before.openWindows, attributes);
    this.#before.inFlight = 0;
    this.#before.openWindows = 0;
  }

  committed(name: string, durationMs: number): void {
    this.#commit.record(durationMs / 1_000, { 'penstock.flow.name': name });
  }
}
