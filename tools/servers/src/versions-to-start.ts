import { releases as elasticsearchReleases } from './elasticsearch/elasticsearch-home.ts';
import type { ElasticsearchVersion } from './elasticsearch/elasticsearch-home.ts';
import { serversError } from './errors.ts';
import { releases as kafkaReleases } from './kafka/kafka.ts';
import type { KafkaVersion } from './kafka/kafka.ts';

/** The servers that a run of tests starts. */
export interface VersionsToStart {
  /** Undefined when no Kafka is started. */
  readonly kafka: KafkaVersion | undefined;
  readonly elasticsearch: readonly ElasticsearchVersion[];
}

/**
 * Reads `PENSTOCK_KAFKA_VERSION` (default `4.3`) and `PENSTOCK_ELASTICSEARCH_VERSIONS` (default `7.17,9.5`). `none`
 * starts none.
 *
 * @throws `PENSTOCK_BAD_OPTION` for a version that cannot be started, or for several of Kafka.
 */
export function versionsToStart(env: Readonly<Record<string, string | undefined>>): VersionsToStart {
  const kafka = read(env, 'PENSTOCK_KAFKA_VERSION', '4.3', kafkaReleases);
  if (kafka.length > 1) {
    throw serversError(
      'PENSTOCK_BAD_OPTION',
      `Expected one version in PENSTOCK_KAFKA_VERSION; got ${kafka.join(',')}.`,
    );
  }
  return {
    kafka: kafka[0],
    elasticsearch: read(env, 'PENSTOCK_ELASTICSEARCH_VERSIONS', '7.17,9.5', elasticsearchReleases),
  };
}

function read<Version extends string>(
  env: Readonly<Record<string, string | undefined>>,
  name: string,
  fallback: string,
  releases: Readonly<Record<Version, unknown>>,
): Version[] {
  const text = env[name] || fallback;
  if (text === 'none') return [];
  const isKnown = (version: string): version is Version => Object.hasOwn(releases, version);
  return text.split(',').map((version) => {
    if (isKnown(version)) return version;
    throw serversError(
      'PENSTOCK_BAD_OPTION',
      `Expected ${name} to be 'none' or some of ${Object.keys(releases).join(', ')}; got '${version}'.`,
    );
  });
}
