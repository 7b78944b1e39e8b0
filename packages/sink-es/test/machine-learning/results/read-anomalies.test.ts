import { expect, test } from 'vitest';
import { readAnomalies, readAnomalyBuckets, readInfluencers } from '../../../src/index.ts';
import { withEachClient } from '../server/each-server.ts';

const day = 86_400_000;
const first = Date.UTC(2020, 2, 1);

/** Returns a record in the format of Elasticsearch 8.7 and later. */
const record = (time: number, more: Record<string, unknown> = {}) => ({
  job_id: 'btc-close',
  result_type: 'record',
  probability: 7.7e-5,
  record_score: 92.5,
  initial_record_score: 95.25,
  bucket_span: 86_400,
  detector_index: 0,
  is_interim: false,
  timestamp: time,
  function: 'mean',
  function_description: 'mean',
  typical: [7_900],
  actual: [4_970.788],
  field_name: 'Close',
  anomaly_score_explanation: {
    anomaly_type: 'dip',
    typical_value: 7_900,
    lower_confidence_bound: 7_400,
    upper_confidence_bound: 8_400,
  },
  ...more,
});

withEachClient((at) => {
  test('reads a record with the names of detectAnomalies', async () => {
    const { server, client } = at();
    server.state.records.push(record(first + 11 * day));
    expect(await readAnomalies(client, { job: 'btc-close' })).toEqual([
      {
        time: Date.UTC(2020, 2, 12),
        actual: 4_970.788,
        typical: 7_900,
        lower: 7_400,
        upper: 8_400,
        probability: 7.7e-5,
        severity: 92.5,
        initialSeverity: 95.25,
        direction: 'lower',
        factor: 7_900 / 4_970.788,
        description: '2x lower',
        kind: 'dip',
        detector: 0,
        series: {},
      },
    ]);
  });

  test('reads a record of an earlier version and of a split series', async () => {
    const { server, client } = at();
    const split = {
      by_field_name: 'symbol',
      by_field_value: 'BTC',
      partition_field_name: 'venue',
      partition_field_value: 'x',
    };
    const { anomaly_score_explanation: _, ...earlier } = record(first, split);
    server.state.records.push(earlier);
    expect(await readAnomalies(client, { job: 'btc-close' })).toMatchObject([
      { lower: null, upper: null, kind: null, series: { symbol: 'BTC', venue: 'x' } },
    ]);
  });

  test('reads actual and typical of a population from its most severe cause', async () => {
    const { server, client } = at();
    const {
      actual: _actual,
      typical: _typical,
      ...rest
    } = record(first, {
      over_field_name: 'trader',
      over_field_value: 'eve',
      causes: [{ probability: 1e-9, actual: [300], typical: [100] }],
    });
    server.state.records.push(rest);
    expect(await readAnomalies(client, { job: 'btc-close' })).toMatchObject([
      { actual: 300, typical: 100, description: '3x higher', series: { trader: 'eve' } },
    ]);
  });

  test('reads page by page, also if one bucket has more records than a page', async () => {
    const { server, client } = at();
    const times = [...Array(7).keys()].flatMap((i) => Array.from({ length: i === 3 ? 9 : 2 }, () => first + i * day));
    times.forEach((time, i) => server.state.records.push(record(time, { initial_record_score: i })));
    const anomalies = await readAnomalies(client, { job: 'btc-close', pageSize: 4 });
    expect(anomalies.map(({ time }) => time)).toEqual(times);
    expect(anomalies.map(({ initialSeverity }) => initialSeverity)).toEqual([...times.keys()]);
    expect(server.asked.length).toBeGreaterThan(5);
  });

  test('filters by severity and time span, and leaves out interim results', async () => {
    const { server, client } = at();
    server.state.records.push(
      record(first),
      record(first + day),
      record(first + 2 * day, { record_score: 40 }),
      record(first + 3 * day, { is_interim: true }),
      record(first + 4 * day),
    );
    const timesOf = async (options: object) =>
      (await readAnomalies(client, { job: 'btc-close', ...options })).map(({ time }) => (time - first) / day);
    expect(await timesOf({ minSeverity: 50 })).toEqual([0, 1, 4]);
    expect(await timesOf({ from: new Date(first + day), to: first + 4 * day })).toEqual([1, 2]);
    expect(await timesOf({ interim: true })).toEqual([0, 1, 2, 3, 4]);
  });

  test('refuses a record with two actual values', async () => {
    const { server, client } = at();
    server.state.records.push(record(first, { actual: [52.5, 13.4], typical: [40.7, -74] }));
    await expect(readAnomalies(client, { job: 'btc-close' })).rejects.toMatchObject({
      code: 'PENSTOCK_BAD_VALUE',
      message:
        'Expected one number for actual of the record of btc-close at 2020-03-01T00:00:00.000Z; got [52.5,13.4].',
    });
  });

  test.each([{ minSeverity: 101 }, { minSeverity: NaN }, { pageSize: 5_001 }, { from: NaN }])(
    'refuses %o',
    async (wrong) => {
      await expect(readAnomalies(at().client, { job: 'btc-close', ...wrong })).rejects.toMatchObject({
        code: 'PENSTOCK_BAD_OPTION',
      });
    },
  );

  test('reads buckets', async () => {
    const { server, client } = at();
    const bucket = {
      job_id: 'btc-close',
      timestamp: first,
      anomaly_score: 94.25,
      bucket_span: 86_400,
      initial_anomaly_score: 90,
      event_count: 24,
      is_interim: false,
      bucket_influencers: [],
      processing_time_ms: 1,
      result_type: 'bucket',
    };
    server.state.buckets.push(bucket, { ...bucket, timestamp: first + day, anomaly_score: 0 });
    expect(await readAnomalyBuckets(client, { job: 'btc-close', minSeverity: 1 })).toEqual([
      { time: first, severity: 94.25, initialSeverity: 90, records: 24 },
    ]);
    expect(await readAnomalyBuckets(client, { job: 'btc-close' })).toHaveLength(2);
  });

  test('reads influencers', async () => {
    const { server, client } = at();
    server.state.influencers.push({
      job_id: 'btc-close',
      result_type: 'influencer',
      influencer_field_name: 'symbol',
      influencer_field_value: 'BTC',
      influencer_score: 75.5,
      initial_influencer_score: 70,
      probability: 0.001,
      bucket_span: 86_400,
      is_interim: false,
      timestamp: first,
    });
    expect(await readInfluencers(client, { job: 'btc-close' })).toEqual([
      { time: first, field: 'symbol', value: 'BTC', probability: 0.001, severity: 75.5 },
    ]);
  });
});
