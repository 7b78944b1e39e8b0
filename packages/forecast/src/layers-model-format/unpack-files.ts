import { reasonText } from '@penstock/stream/error';
import { forecastError } from '../errors.ts';
import type { SavedLstm } from './saved-lstm.ts';
import { demand, fieldsOf } from '../saved/saved-fields.ts';
import { joined } from './joined.ts';

const topology: keyof SavedLstm = 'model.json';
const furtherMembers: keyof SavedLstm = 'members.bin';

// The converter writes files of 4 MB. This many would hold more weights than any network within the bounds.
const mostFiles = 1000;

/** The contents of the files of a LayersModel. They have not been checked. */
export interface UncheckedLayers {
  /** The root of `model.json`. */
  readonly json: Readonly<Record<string, unknown>>;
  /** The names and shapes of all arrays of weights, in the order of `data`. */
  readonly weightSpecs: readonly unknown[];
  readonly data: Uint8Array;
  /** The weights of further members; `undefined` without such a file. */
  readonly members: Uint8Array | undefined;
}

/**
 * Unpacks the files of a LayersModel: `model.json`, and every file of weights that it names. Other files are ignored.
 */
export const unpackFiles = (given: unknown): UncheckedLayers => {
  const files = fieldsOf('its files', given);
  const contentOf = (name: string): Uint8Array => {
    // A name from a file must not reach the properties that every object inherits.
    const content = Object.hasOwn(files, name) ? files[name] : undefined;
    demand(content instanceof Uint8Array, `the bytes of a file ${name}`);
    return content;
  };
  const json = fieldsOf(topology, parsed(contentOf(topology)));
  const groups = json['weightsManifest'];
  demand(Array.isArray(groups) && groups.length <= mostFiles, 'a list as "weightsManifest"');
  const manifest = groups.map((group) => {
    const { paths, weights } = fieldsOf('each group of "weightsManifest"', group);
    demand(
      Array.isArray(paths) && paths.length <= mostFiles && paths.every((path) => typeof path === 'string'),
      'file names as "paths"',
    );
    demand(Array.isArray(weights), 'a list as "weights"');
    return { paths: paths as string[], weights: weights as unknown[] };
  });
  const names = manifest.flatMap(({ paths }) => paths);
  // Otherwise a short file could request the same large file many times.
  demand(new Set(names).size === names.length, 'each file of weights once');
  const members = Object.hasOwn(files, furtherMembers) ? contentOf(furtherMembers) : undefined;
  return { json, weightSpecs: manifest.flatMap(({ weights }) => weights), data: joined(names.map(contentOf)), members };
};

const parsed = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw forecastError(
      'PENSTOCK_MODEL_INVALID',
      `${topology} must be JSON; it may be truncated. ${reasonText(error)}`,
      error,
    );
  }
};
