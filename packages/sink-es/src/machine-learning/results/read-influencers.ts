import { checkOptions } from '@penstock/stream/internal';
import type { ElasticsearchClient } from '../../connection/client.ts';
import { finite } from '../request/finite.ts';
import { readResults, resultOptionNames } from './read-results.ts';
import type { ResultOptions } from './read-results.ts';

/** A value of a field that, by the anomaly job, contributed to the anomaly of a bucket. */
export interface AnomalyInfluencer {
  /** Beginning of the bucket, milliseconds since the Unix epoch, UTC. */
  readonly time: number;
  /** Name of the field. */
  readonly field: string;
  readonly value: string;
  /** Probability of such a bucket for this value, 0 to 1. */
  readonly probability: number;
  /** Elasticsearch's `influencer_score`, 0 to 100. */
  readonly severity: number;
}

/**
 * Reads the influencers of an anomaly job in order of time. A job finds them only for the fields in its option
 * `influencers`.
 *
 * @throws (rejects with) `PENSTOCK_BAD_VALUE`, `PENSTOCK_ML_NOT_FOUND`, `PENSTOCK_ML_MISSING`,
 * `PENSTOCK_LICENSE_MISSING`, `PENSTOCK_BAD_OPTION`, and the errors of the connection.
 *
 * @example
 * ```ts
 * const influencers = await readInfluencers(client, { job: 'all-closes', minSeverity: 25 });
 * ```
 */
export const readInfluencers = async (
  client: ElasticsearchClient,
  options: ResultOptions,
): Promise<AnomalyInfluencer[]> => {
  checkOptions(options, resultOptionNames, 'readInfluencers');
  const influencers: AnomalyInfluencer[] = [];
  const where = (field: string): string => `${field} of an influencer of ${options.job}`;
  const list = { name: 'influencers', score: 'influencer_score' } as const;
  for await (const influencer of readResults<FoundInfluencer>(client, list, options)) {
    influencers.push({
      time: finite(influencer.timestamp, where('timestamp')),
      field: influencer.influencer_field_name,
      value: influencer.influencer_field_value,
      probability: finite(influencer.probability, where('probability')),
      severity: finite(influencer.influencer_score, where('influencer_score')),
    });
  }
  return influencers;
};

interface FoundInfluencer {
  readonly timestamp: number;
  readonly influencer_field_name: string;
  readonly influencer_field_value: string;
  readonly probability: number;
  readonly influencer_score: number;
}
