import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { PenstockError } from '@penstock/stream';

/** What the program was told. */
export interface Arguments {
  /** End after the summary instead of serving the page. */
  readonly once: boolean;
  /** Begin with an empty store. */
  readonly fresh: boolean;
  readonly help: boolean;
  /** File of prices; without one they come from Yahoo. */
  readonly csv: string | undefined;
  /** File to write the summary to. */
  readonly json: string | undefined;
  /** Port of the page; 0 takes any free one. */
  readonly port: number;
  /** Directory of the store. */
  readonly store: string;
}

export const usage = `Usage: main [options]
  --once        end after the summary, without serving the page
  --csv FILE    read the prices from FILE (else from $PENSTOCK_BTC_CSV, else from Yahoo)
  --fresh       begin with an empty store
  --json FILE   write the summary to FILE
  --port N      port of the page, 0 for any free one (default 8080)
  --store DIR   directory of the store (default examples/bitcoin/.cache)
  --help        show this`;

const options = {
  once: { type: 'boolean', default: false },
  fresh: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
  csv: { type: 'string' },
  json: { type: 'string' },
  port: { type: 'string', default: '8080' },
  store: { type: 'string' },
} as const;

/** Reads the command line; throws `PENSTOCK_BAD_OPTION` on anything it does not know. */
export const readArguments = (words: readonly string[], env: NodeJS.ProcessEnv): Arguments => {
  // Some package managers hand the separator on as the first word.
  const args = words[0] === '--' ? words.slice(1) : [...words];
  const { port, ...values } = parse(args);
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) throw bad(`--port must be a whole number from 0 to 65535; got ${JSON.stringify(port)}.`);
  for (const name of ['csv', 'json', 'store'] as const) if (values[name] === '') throw bad(`--${name} must name a path; got an empty one.`);
  return {
    ...values,
    csv: values.csv ?? (env['PENSTOCK_BTC_CSV'] || undefined),
    json: values.json,
    port: Number(port),
    // Beside src and dist alike, so that the program finds it from any working directory.
    store: values.store ?? fileURLToPath(new URL('../.cache', import.meta.url)),
  };
};

const parse = (args: string[]) => {
  try {
    return parseArgs({ args, options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw bad(`${error instanceof Error ? error.message : String(error)}\n${usage}`, error);
  }
};

const bad = (message: string, cause?: unknown): PenstockError => new PenstockError('PENSTOCK_BAD_OPTION', message, { cause });
