/**
 * Vitest's global set-up of the project `real`: one Kafka cluster and one Elasticsearch of either version for the
 * whole run. A test gets their addresses by `inject('kafka')`, `inject('elasticsearch7')` and `inject('elasticsearch9')`.
 */
import type { TestProject } from 'vitest/node';
import { startElasticsearch } from './elasticsearch.ts';
import type { ElasticsearchVersion } from './elasticsearch-home.ts';
import { serversError } from './errors.ts';
import { findServers } from './find-servers.ts';
import { startKafka } from './kafka.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** `HOST:PORT` of two brokers of one cluster. */
    kafka: string[];
    /** URL of a server of version 7.17. */
    elasticsearch7: string;
    /** URL of a server of version 9.5. */
    elasticsearch9: string;
  }
}

const ASK_TIMEOUT = 10_000;

export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const found = findServers(process.env);
  const ending = new AbortController();
  const stops: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(stops.map((stop) => stop()));
  };

  const kafka = async (): Promise<string[]> => {
    if (found.kafka) return [...found.kafka];
    const started = await startKafka({ signal: ending.signal });
    stops.push(started.stop);
    return started.brokers;
  };
  const given = byMajor(found.elasticsearch ?? []);
  const elasticsearch = async (version: ElasticsearchVersion, major: number): Promise<string> => {
    const url = (await given).get(major);
    if (url !== undefined) return url;
    if (!found.canStart) {
      throw serversError('PENSTOCK_SERVERS_MISSING', `expected an Elasticsearch ${major} in PENSTOCK_ELASTICSEARCH, or Java and Maven to start one`);
    }
    const started = await startElasticsearch({ version, signal: ending.signal });
    stops.push(started.stop);
    return started.url;
  };

  const starting = [
    kafka().then((brokers) => project.provide('kafka', brokers)),
    elasticsearch('7.17', 7).then((url) => project.provide('elasticsearch7', url)),
    elasticsearch('9.5', 9).then((url) => project.provide('elasticsearch9', url)),
  ];
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

/** Asks each server for its version. */
async function byMajor(urls: readonly string[]): Promise<Map<number, string>> {
  const found = new Map<number, string>();
  for (const url of urls) {
    const response = await fetch(url, { signal: AbortSignal.timeout(ASK_TIMEOUT) });
    const { version } = (await response.json()) as { version: { number: string } };
    found.set(Number.parseInt(version.number, 10), url);
  }
  return found;
}
