import { expect, test } from 'vitest';
import { versionsToStart } from '../src/versions-to-start.ts';

test('starts the newest Kafka and the oldest and newest Elasticsearch', () => {
  expect(versionsToStart({})).toEqual({ kafka: '4.3', elasticsearch: ['7.17', '9.5'] });
});

test('starts the named versions, or none', () => {
  const env = { PENSTOCK_KAFKA_VERSION: 'none', PENSTOCK_ELASTICSEARCH_VERSIONS: '8.19,9.5' };
  expect(versionsToStart(env)).toEqual({ kafka: undefined, elasticsearch: ['8.19', '9.5'] });
});

test.each([
  [{ PENSTOCK_KAFKA_VERSION: '2.8' }, /Expected PENSTOCK_KAFKA_VERSION to be 'none' or some of .*3\.2.*; got '2\.8'/],
  [{ PENSTOCK_KAFKA_VERSION: '3.9,4.3' }, /Expected one version in PENSTOCK_KAFKA_VERSION/],
  [{ PENSTOCK_ELASTICSEARCH_VERSIONS: '9.5, 8.19' }, /got ' 8\.19'/],
])('refuses %j', (env, message) => {
  expect(() => versionsToStart(env)).toThrow(message);
});
