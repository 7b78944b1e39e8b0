import type { Duration } from '@penstock/stream';
import { checkOptions, toTimeLimit } from '@penstock/stream/internal';
import { TimeLimit } from '@penstock/stream/internal/rxjs';
import { reasonText } from '@penstock/stream/error';
import { elasticsearchError } from '../errors.ts';
import type { Dashboard } from './dashboard.ts';

/** Options of {@link importInto}. */
export interface ImportIntoOptions {
  /** Headers of each request, such as the login, `{ authorization: 'ApiKey …' }`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Id of the Kibana space; default Kibana's default space. */
  readonly space?: string;
  /** Longest wait for an answer, from 1 ms; `Infinity` for no limit. Default `'30s'`. */
  readonly timeout?: Duration;
  readonly signal?: AbortSignal;
  /** Sends the requests; default the global `fetch`. */
  readonly fetch?: typeof fetch;
}

/**
 * Imports a dashboard into Kibana 7.17, 8 or 9. It replaces the objects of an earlier import of this dashboard.
 *
 * @returns the number of objects that Kibana has imported.
 *
 * @throws (rejects with) `PENSTOCK_IMPORT_REFUSED` with Kibana's reasons, `PENSTOCK_UNAUTHORIZED`,
 * `PENSTOCK_FORBIDDEN`, `PENSTOCK_UNREACHABLE`, `PENSTOCK_VERSION_UNSUPPORTED`, `PENSTOCK_BAD_RESPONSE`;
 * `PENSTOCK_BAD_OPTION` before any request.
 *
 * @example
 * ```ts
 * const prices = dataView<Candle>({ index: 'btc-usd', time: 'time' });
 * const board = dashboard({
 *   title: 'Bitcoin',
 *   panels: [lineChart(prices, { title: 'All prices', values: [{ field: 'close' }] })],
 * });
 * await importInto('http://127.0.0.1:5601', board);
 * ```
 */
export const importInto = async (
  kibanaUrl: string,
  board: Dashboard,
  options: ImportIntoOptions = {},
): Promise<number> => {
  const {
    headers = {},
    space,
    signal,
    fetch: ask = fetch,
  } = checkOptions(options, { headers: true, space: true, timeout: true, signal: true, fetch: true }, 'importInto');
  const timeout = toTimeLimit(options.timeout ?? '30s', 'timeout', { min: 1 });
  if (!URL.canParse(kibanaUrl))
    throw elasticsearchError('PENSTOCK_BAD_OPTION', 'kibanaUrl must be a URL such as http://127.0.0.1:5601.');
  const { username, password } = new URL(kibanaUrl);
  // Error messages contain the address, also in errors of `fetch`. They must not contain a login.
  if (username || password)
    throw elasticsearchError(
      'PENSTOCK_BAD_OPTION',
      'kibanaUrl must not contain a login. Set it in headers, such as { authorization: `ApiKey ${key}` }.',
    );
  const base = `${kibanaUrl.replace(/\/$/, '')}${space === undefined ? '' : `/s/${encodeURIComponent(space)}`}`;

  const send = async <Body>(path: string, init: RequestInit): Promise<Body> => {
    let response: Response;
    let text: string;
    const limit = new TimeLimit(timeout, signal ? [signal] : []);
    try {
      response = await ask(`${base}${path}`, {
        ...init,
        headers: { ...headers, 'kbn-xsrf': 'penstock' },
        signal: limit.signal,
      });
      text = await response.text();
    } catch (cause) {
      signal?.throwIfAborted();
      throw elasticsearchError(
        'PENSTOCK_UNREACHABLE',
        `Could not reach Kibana within ${timeout} ms: ${reasonOf(cause)}. Check the address and that it is running.`,
      );
    } finally {
      limit.end();
    }
    if (!response.ok) {
      const code =
        response.status === 401
          ? 'PENSTOCK_UNAUTHORIZED'
          : response.status === 403
            ? 'PENSTOCK_FORBIDDEN'
            : 'PENSTOCK_BAD_RESPONSE';
      throw elasticsearchError(code, `Kibana refused ${path} (${response.status}): ${text.slice(0, 300)}`);
    }
    try {
      return JSON.parse(text) as Body;
    } catch (cause) {
      throw elasticsearchError(
        'PENSTOCK_BAD_RESPONSE',
        `Expected JSON as the answer to ${path}; got other text. Check that ${new URL(kibanaUrl).host} is Kibana.`,
        cause,
      );
    }
  };

  const { version } = await send<{ readonly version?: { readonly number?: string } }>('/api/status', {});
  const [major = 0, minor = 0] = (version?.number ?? '').split('.').map(Number);
  if (!(major > 7 || (major === 7 && minor >= 17)))
    throw elasticsearchError(
      'PENSTOCK_VERSION_UNSUPPORTED',
      `Expected Kibana 7.17 or later; got version ${version?.number}. Upgrade Kibana, or set a login in headers if ` +
        'Kibana hides its version.',
    );
  const form = new FormData();
  const ndjson = board.toNdjson(major > 8 || (major === 8 && minor >= 9) ? '8.9' : '7.17');
  form.append('file', new Blob([ndjson], { type: 'application/ndjson' }), 'dashboard.ndjson');
  const result = await send<ImportResult>('/api/saved_objects/_import?overwrite=true', { method: 'POST', body: form });
  if (result.success) return result.successCount;
  const reasons = (result.errors ?? []).map(
    ({ type, id, error }) => `${type} ${id}: ${error?.message ?? error?.type ?? 'refused'}`,
  );
  throw elasticsearchError(
    'PENSTOCK_IMPORT_REFUSED',
    `Kibana ${version?.number} imported ${result.successCount} objects of ${board.title} and refused others: ` +
      `${reasons.join('; ')}.`,
  );
};

interface ImportResult {
  readonly success: boolean;
  readonly successCount: number;
  readonly errors?: ReadonlyArray<{
    readonly type: string;
    readonly id: string;
    readonly error?: { readonly type?: string; readonly message?: string };
  }>;
}

/** Returns the reason of a failed `fetch`, which is in the cause of its error. */
const reasonOf = (thrown: unknown): string =>
  reasonText(thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause : thrown);
