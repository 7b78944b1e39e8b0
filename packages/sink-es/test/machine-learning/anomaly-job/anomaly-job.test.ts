import { describe, expect, test } from 'vitest';
import { anomalyJob } from '../../../src/index.ts';
import { endpointOf, requestFaults } from '../server/specification.ts';

const simple = { id: 'btc-close', bucket: '1d', detectors: [{ function: 'mean', field: 'Close' }] } as const;

/** Returns the violations of the published specification in the request that creates a job. */
const faultsOf = ({ job_id: id, ...body }: ReturnType<typeof anomalyJob>): string[] =>
  requestFaults(endpointOf('PUT', `/_ml/anomaly_detectors/${id}`)!, new URLSearchParams(), body);

test('creates the request for a job that judges the daily mean of a price', () => {
  const job = anomalyJob({ ...simple, time: 'Date' });
  expect(job).toEqual({
    job_id: 'btc-close',
    analysis_config: { bucket_span: '1d', detectors: [{ function: 'mean', field_name: 'Close' }] },
    data_description: { time_field: 'Date', time_format: 'epoch_ms' },
  });
  expect(faultsOf(job)).toEqual([]);
});

test('follows the specification with all options', () => {
  const job = anomalyJob({
    id: 'all',
    bucket: '15m',
    detectors: [
      {
        function: 'high_sum',
        field: 'volume',
        by: 'symbol',
        partition: 'exchange',
        useNull: true,
        description: 'busy',
      },
      { function: 'rare', by: 'symbol', over: 'trader' },
    ],
    influencers: ['symbol'],
    description: 'volumes',
    groups: ['markets'],
    modelPlot: true,
    memory: '256mb',
    resultsIndex: 'markets',
    keepDays: 90,
  });
  expect(faultsOf(job)).toEqual([]);
  expect(job.analysis_config).toEqual({
    bucket_span: '15m',
    detectors: [
      {
        function: 'high_sum',
        field_name: 'volume',
        by_field_name: 'symbol',
        partition_field_name: 'exchange',
        use_null: true,
        detector_description: 'busy',
      },
      { function: 'rare', by_field_name: 'symbol', over_field_name: 'trader' },
    ],
    influencers: ['symbol'],
  });
});

test.each([
  [86_400_000, '1d'],
  ['1w', '7d'],
  ['90m', '90m'],
  ['1.5h', '90m'],
  ['30s', '30s'],
] as const)('formats a bucket of %s as %s', (bucket, written) => {
  expect(anomalyJob({ ...simple, bucket }).analysis_config.bucket_span).toBe(written);
});

describe('anomalyJob refuses', () => {
  test.each([
    ['an id in upper case', { id: 'BTC' }, 'lower-case'],
    ['an id of 65 letters', { id: 'a'.repeat(65) }, 'id must be'],
    ['a bucket below a second', { bucket: '500ms' }, 'bucket must be'],
    ['a bucket with a fraction of a second', { bucket: '1.5s' }, 'whole number of seconds'],
    ['no detector', { detectors: [] }, 'at least one'],
    ['a mean without a field', { detectors: [{ function: 'mean' }] }, 'a field for the function mean in detectors[0]'],
    ['a count with a field', { detectors: [{ function: 'count', field: 'a' }] }, 'no field for the function count'],
    ['an invalid memory size', { memory: 'much' }, 'memory must be'],
    ['a negative number of days', { keepDays: -1 }, 'keepDays must be'],
  ])('%s', (_, wrong, message) => {
    const options = { ...simple, ...wrong } as never;
    expect(() => anomalyJob(options)).toThrow(
      expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION', message: expect.stringContaining(message) }) as Error,
    );
  });
});
