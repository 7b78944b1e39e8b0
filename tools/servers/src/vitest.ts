/**
 * Vitest's global set-up of the project `real`: one Kafka cluster, one Elasticsearch 7 and one Elasticsearch 9 for the
 * whole run. A test gets their addresses by `inject('kafka')`, `inject('elasticsearch7')` and
 * `inject('elasticsearch9')`. `PENSTOCK_KAFKA_VERSION` and `PENSTOCK_ELASTICSEARCH_VERSIONS` name other versions to
 * start, or `none`.
 */
import type { TestProject } from 'vitest/node';
import { startElasticsearch } from './elasticsearch/elasticsearch.ts';
import { releases } from './elasticsearch/elasticsearch-home.ts';
import type { ElasticsearchVersion } from './elasticsearch/elasticsearch-home.ts';
import { serversError } from './errors.ts';
import { findServers } from './find-servers.ts';
import { brokersOfRun } from './kafka/brokers-of-run.ts';
import { versionsToStart } from './versions-to-start.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** `HOST:PORT` of two brokers of one cluster. */
    kafka: string[];
    /** URL of a server of version 7.17. */
    elasticsearch7: string;
    /** URL of a server of version 8.19, in runs with other versions. */
    elasticsearch8: string;
    /** URL of a server of version 9.5. */
    elasticsearch9: string;
  }
}

const askTimeout = 10_000;

export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const { elasticsearch: givenElasticsearch = [] } = findServers(process.env);
  const given = await byMajor(givenElasticsearch);
  const wanted = versionsToStart(process.env);
  const ending = new AbortController();
  const { signal } = ending;
  const stops: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(stops.map((stop) => stop()));
  };

  const kafka = async (): Promise<void> => {
    const { brokers, stop } = await brokersOfRun(process.env, signal);
    stops.push(stop);
    project.provide('kafka', brokers);
  };
  const elasticsearch = async (version: ElasticsearchVersion): Promise<void> => {
    const { major } = releases[version];
    const url = given.get(major);
    if (url !== undefined) return project.provide(`elasticsearch${major}`, url);
    const started = await startElasticsearch({ version, signal });
    stops.push(started.stop);
    project.provide(`elasticsearch${major}`, started.url);
  };

  const starting = [kafka(), ...wanted.elasticsearch.map(elasticsearch)];
  try {
    await Promise.all(starting);
  } catch (error) {
    ending.abort(error);
    await Promise.allSettled(starting);
    await stop();
    throw error;
  }
  return stop;
}

const majors = [7, 9] as const;

/** Asks each server for its version, and returns their addresses by major version. */
async function byMajor(urls: readonly string[]): Promise<Map<number, string>> {
  const found = new Map<number, string>();
  for (const [i, url] of urls.entries()) {
    // An address may carry a password, so no message repeats it.
    const which = `entry ${i + 1} of PENSTOCK_ELASTICSEARCH`;
    const number = await versionOf(url).catch((error: unknown) => {
      throw serversError('PENSTOCK_BAD_OPTION', `Expected ${which} to answer as Elasticsearch does.`, error);
    });
    const major = majors.find((major) => number.startsWith(`${major}.`));
    if (major === undefined) {
      throw serversError(
        'PENSTOCK_BAD_OPTION',
        `Expected ${which} to be Elasticsearch ${majors.join(' or ')}; got ${number}.`,
      );
    }
    found.set(major, url);
  }
  return found;
}

async function versionOf(url: string): Promise<string> {
  // The request URL has no login, so that no error of fetch can show one.
  const { origin, pathname, username, password } = new URL(url);
  const login = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64');
  const response = await fetch(origin + pathname, {
    signal: AbortSignal.timeout(askTimeout),
    ...(username !== '' && { headers: { authorization: `Basic ${login}` } }),
  });
  const { version } = (await response.json()) as { version: { number: string } };
  return version.number;
}
