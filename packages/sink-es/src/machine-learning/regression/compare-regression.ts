import { isDeepStrictEqual } from 'node:util';
import type { ComparedProperty } from '../request/ensure-resource.ts';
import { isSameMemory } from '../request/memory-size.ts';
import { withoutBoost } from '../request/query.ts';
import type { FoundRegression } from './found-regression.ts';
import type { RegressionJobRequest } from './regression-job.ts';

/**
 * Compares a wanted regression with the existing one. Source, destination and the set properties of the analysis must
 * be the same. Description, memory and threads are compared if they are set, and can be changed.
 */
export const compareRegression = (job: RegressionJobRequest, found: FoundRegression): ComparedProperty[] => {
  const { regression: wants } = job.analysis;
  const has = found.analysis.regression;
  return [
    fixed('source.index', job.source.index, found.source.index),
    fixed('source.query', withoutBoost(job.source.query), withoutBoost(found.source.query)),
    fixed('dest.index', job.dest.index, found.dest.index),
    fixed('dest.results_field', job.dest.results_field, found.dest.results_field),
    ...Object.entries(wants).map(([name, wanted]) =>
      fixed(`analysis.regression.${name}`, wanted, has?.[name as keyof typeof wants]),
    ),
    ...(['includes', 'excludes'] as const).map((list) =>
      fixed(`analyzed_fields.${list}`, job.analyzed_fields[list], found.analyzed_fields?.[list] ?? []),
    ),
    ...changeable(job, found, 'description', isDeepStrictEqual),
    ...changeable(job, found, 'model_memory_limit', isSameMemory),
    ...changeable(job, found, 'max_num_threads', isDeepStrictEqual),
  ];
};

const fixed = (property: string, wanted: unknown, found: unknown): ComparedProperty => ({
  property,
  wanted,
  found,
  isSame: isDeepStrictEqual(wanted, found),
});

const changeable = (
  job: RegressionJobRequest,
  found: FoundRegression,
  property: 'description' | 'model_memory_limit' | 'max_num_threads',
  isSame: (one: unknown, other: unknown) => boolean,
): readonly ComparedProperty[] => {
  const wanted = job[property];
  if (wanted === undefined) return [];
  const has = found[property];
  return [{ property, wanted, found: has, isSame: isSame(wanted, has), update: { [property]: wanted } }];
};
