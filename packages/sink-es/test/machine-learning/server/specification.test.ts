import { describe, expect, test } from 'vitest';
import { answerFaults, endpointOf, requestFaults } from './specification.ts';

const job = {
  analysis_config: { bucket_span: '1d', detectors: [{ function: 'count' }] },
  data_description: { time_field: 'time' },
};
const putJob = endpointOf('PUT', '/_ml/anomaly_detectors/a')!;
const none = new URLSearchParams();

test('finds the endpoint of a request by method and path', () => {
  expect(putJob.name).toBe('ml.put_job');
  expect(endpointOf('POST', '/_ml/datafeeds/a/_start')?.name).toBe('ml.start_datafeed');
  expect(endpointOf('POST', '/.ml-anomalies-a/_search')?.name).toBe('search');
  expect(endpointOf('PUT', '/_ml/anomaly_detectors/a/_open')).toBeUndefined();
});

test('reports no violation for a valid request', () => {
  expect(requestFaults(putJob, none, job)).toEqual([]);
});

describe('reports', () => {
  test.each<[string, object, string[]]>([
    ['an unknown property', { ...job, time: 'a' }, ['time: is unknown']],
    [
      'an unknown property deep inside',
      { ...job, data_description: { field: 'a' } },
      ['data_description.field: is unknown'],
    ],
    ['a missing property', { data_description: {} }, ['analysis_config: is missing']],
    [
      'text in place of a number',
      { ...job, results_retention_days: '7' },
      ['results_retention_days: expected number, got "7"'],
    ],
    ['an object in place of a list', { ...job, groups: {} }, ['groups: expected a list, got {}']],
    [
      'an item of a list',
      { ...job, analysis_config: { detectors: [{ function: 1 }] } },
      ['analysis_config.detectors[0].function: expected string, got 1'],
    ],
  ])('%s', (_, body, faults) => {
    expect(requestFaults(putJob, none, body)).toEqual(faults);
  });

  test('an unknown parameter', () => {
    expect(requestFaults(putJob, new URLSearchParams({ size: '1' }), job)).toEqual(['unknown parameter size']);
  });

  test('a query with two kinds, and a value that the enumeration lacks', () => {
    const search = endpointOf('POST', '/a/_search')!;
    const two = { query: { match_all: {}, term: { a: 1 } } };
    expect(requestFaults(search, none, two)).toEqual([expect.stringContaining('expected one of QueryContainer')]);
    const feeds = { count: 1, datafeeds: [{ datafeed_id: 'a', state: 'running' }] };
    expect(answerFaults(endpointOf('GET', '/_ml/datafeeds/a/_stats')!, feeds)).toEqual([
      'datafeeds[0].state: expected one of started, stopped, starting, stopping, got running',
    ]);
  });

  test('a body of a request that has none', () => {
    expect(requestFaults(endpointOf('GET', '/_ml/datafeeds/a')!, none, {})).toEqual(['a body where none is taken']);
  });
});
