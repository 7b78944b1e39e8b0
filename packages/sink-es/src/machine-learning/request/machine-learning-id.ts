import { elasticsearchError } from '../../errors.ts';
import { toName } from '../../reading/read-options.ts';

const pattern = /^[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?$/;

/** Checks the id of a new job, datafeed or analysis by Elasticsearch's rule. */
export const toMachineLearningId = (id: string, option: string): string => {
  if (typeof id === 'string' && pattern.test(id)) return id;
  throw elasticsearchError(
    'PENSTOCK_BAD_OPTION',
    `${option} must be 1 to 64 lower-case letters, digits, hyphens and underscores, with a letter or digit at both ` +
      `ends; got ${JSON.stringify(id)}.`,
  );
};

/** Checks the id of an existing resource. Refuses lists and patterns, which Elasticsearch would accept for several. */
export const toExistingId = (id: string, option: string): string => {
  const name = toName(id, option);
  if (name !== '_all' && !/[*,]/.test(name)) return name;
  throw elasticsearchError(
    'PENSTOCK_BAD_OPTION',
    `${option} must be the id of one resource; got ${JSON.stringify(name)}, which may match several.`,
  );
};
