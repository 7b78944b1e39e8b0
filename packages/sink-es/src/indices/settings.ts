import { ask } from '../connection/ask.ts';
import type { ElasticsearchClient } from '../connection/client.ts';
import { serverReason } from '../connection/server-reason.ts';
import { elasticsearchError } from '../errors.ts';

/** Settings of an index in Elasticsearch's own names, nested or with dots, with or without the prefix `index.`. */
export interface IndexSettings {
  readonly [setting: string]: unknown;
  readonly number_of_shards?: number;
  readonly number_of_replicas?: number;
  /** How often searches see new documents, such as `'1s'`; `'-1'` disables the automatic refresh. */
  readonly refresh_interval?: string;
}

/** Changes the settings of existing indices to the wanted ones, and returns the names of those that it changed. */
export const applySettings = async (
  client: ElasticsearchClient,
  index: string,
  wanted: IndexSettings,
  signal?: AbortSignal,
): Promise<readonly string[]> => {
  const wants = Object.entries(flatten(wanted, 'index'));
  if (wants.length === 0) return [];
  const path = `/${encodeURIComponent(index)}/_settings`;
  const doing = `read the settings of ${index}`;
  const { body } = await ask<Record<string, Found>>(
    client,
    { method: 'GET', path, querystring: { flat_settings: true, include_defaults: true } },
    { doing, signal },
  );
  const different = wants.filter(([name, value]) =>
    Object.values(body).some(({ settings, defaults }) => String(settings[name] ?? defaults?.[name]) !== String(value)),
  );
  if (different.length === 0) return [];
  const answer = await ask<{ readonly error?: unknown }>(
    client,
    { method: 'PUT', path, body: Object.fromEntries(different) },
    { doing: `change the settings of ${index}`, expect: [400], signal },
  );
  if (answer.status === 400) {
    const have = different.map(
      ([name, value]) =>
        `${name} is ${Object.values(body)
          .map(({ settings, defaults }) => String(settings[name] ?? defaults?.[name]))
          .join(', ')}, expected ${String(value)}`,
    );
    throw elasticsearchError(
      'PENSTOCK_SETTINGS_CONFLICT',
      `${index}: ${have.join('; ')}. Elasticsearch refused to change the settings: ` +
        `${serverReason(answer.body.error)}. Write to a new index, or change the wanted settings.`,
    );
  }
  return different.map(([name]) => name);
};

interface Found {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly defaults?: Readonly<Record<string, unknown>>;
}

/** Returns the settings by their full names with dots. */
export const flatten = (settings: Readonly<Record<string, unknown>>, prefix: string): Record<string, unknown> =>
  Object.assign(
    {},
    ...Object.entries(settings).map(([name, value]) => {
      const full = name === prefix || name.startsWith('index.') ? name : `${prefix}.${name}`;
      return typeof value === 'object' && value !== null && !Array.isArray(value)
        ? flatten(value as Record<string, unknown>, full)
        : { [full]: value };
    }),
  ) as Record<string, unknown>;
