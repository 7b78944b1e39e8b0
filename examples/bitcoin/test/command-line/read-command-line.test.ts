import { expect, test } from 'vitest';
import type { Arguments } from '../../src/arguments.ts';
import { readCommandLine } from '../../src/command-line/read-command-line.mjs';

const read = (line: string, env: NodeJS.ProcessEnv = {}) =>
  readCommandLine(line === '' ? [] : line.split(' '), { env, version: '1.2.3', store: '/store' });

const argumentsOf = (line: string, env?: NodeJS.ProcessEnv): Arguments => {
  const found = read(line, env);
  if ('text' in found) throw new Error(`expected arguments; got ${found.text}`);
  return found.args;
};

const textOf = (line: string): string => {
  const { text } = { text: undefined, ...read(line) };
  if (text === undefined) throw new Error('expected a text; got arguments');
  return text;
};

test('runs the pipeline with its defaults when nothing is given', () => {
  const pipeline = {
    command: 'pipeline',
    quiet: false,
    once: false,
    fresh: false,
    messari: false,
    live: undefined,
    takeFor: undefined,
    past: 10_800_000,
    kafka: undefined,
    replication: 2,
    elasticsearch: undefined,
    template: undefined,
    every: undefined,
    csv: undefined,
    engine: 'wasm',
    top: 30,
    json: undefined,
    out: undefined,
    kibanaVersion: '8.9',
    kibana: undefined,
    port: undefined,
    store: '/store',
  };
  expect(argumentsOf('')).toEqual(pipeline);
  expect(argumentsOf('pipeline')).toEqual(pipeline);
  // Some package managers pass the separator on.
  expect(argumentsOf('--')).toEqual(pipeline);
});

test.each([
  ['--once --port 0 -q --csv a.csv', { command: 'pipeline', once: true, port: 0, quiet: true, csv: 'a.csv' }],
  ['produce --kafka a:1,[::1]:2 --messari --every 3s', { command: 'produce', kafka: ['a:1', '[::1]:2'], every: '3s' }],
  ['consume --kafka a:1 --every 30s --once', { command: 'consume', every: '30s', once: true }],
  ['index --kafka a:1 --elasticsearch http://e:9 --template t', { elasticsearch: 'http://e:9', template: 't' }],
  ['analyse --engine reference', { command: 'analyse', engine: 'reference' }],
  ['anomalies --top 3 --store s', { command: 'anomalies', top: 3, store: 's' }],
  ['forecast --json', { command: 'forecast', json: '-' }],
  ['forecast --json f.json', { json: 'f.json' }],
  ['dashboard --out d.ndjson --kibana-version 7.17', { command: 'dashboard', out: 'd.ndjson', kibanaVersion: '7.17' }],
  ['--live --for 10m', { command: 'pipeline', live: 'kraken', takeFor: 600_000, past: 10_800_000 }],
  ['produce --live okx --kafka a:1 --past 500ms', { command: 'produce', live: 'okx', takeFor: undefined, past: 500 }],
  ['--live --for 24d --past 30d', { takeFor: 24 * 86_400_000, past: 30 * 86_400_000 }],
  ['dashboard --kibana http://k:5601', { kibana: 'http://k:5601' }],
  ['dashboard --port 0 --store s', { command: 'dashboard', port: 0, out: undefined, kibana: undefined }],
  [
    'dashboard --elasticsearch http://e:9 --index i --fields close=c,time=t',
    { index: 'i', fields: { close: 'c', time: 't' } },
  ],
])('reads %s', (line, expected) => {
  expect(argumentsOf(line)).toMatchObject(expected);
});

test('takes the CSV file from the environment unless the command line names one', () => {
  const env = { PENSTOCK_BTC_CSV: 'env.csv' };
  expect(argumentsOf('', env).csv).toBe('env.csv');
  expect(argumentsOf('--csv given.csv', env).csv).toBe('given.csv');
});

test.each(['--help', '-h', 'help', '--once --help'])('answers %s with commands and options in 80 columns', (line) => {
  const help = textOf(line);
  for (const word of ['produce', 'consume', 'index', 'analyse', 'anomalies', 'forecast', 'dashboard', '--once', '130'])
    expect(help).toContain(word);
  expect(Math.max(...help.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(80);
});

test('answers with the options of one command, and with the version', () => {
  for (const line of ['produce --help', 'help produce', 'produce -h']) {
    expect(textOf(line)).toContain('--messari');
    expect(textOf(line)).not.toContain('--port');
  }
  expect([textOf('--version'), textOf('-V')]).toEqual(['1.2.3\n', '1.2.3\n']);
});

test.each([
  ['--onze', "Unknown option '--onze'\n(Did you mean --once?)\nSee npm run demo -- --help"],
  ['--port 70000', 'Expected --port to be a whole number from 0 to 65535; got "70000".\nSee npm run demo -- --help'],
  ['--port -1', /^Option '--port <n>' argument missing|"-1"/],
  ['--csv', "Option '--csv <file>' argument missing\nSee npm run demo -- --help"],
  ['--csv=', 'Expected a value after --csv; got an empty one.\nSee npm run demo -- --help'],
  ['--engine abacus', /one of wasm, tfjs, tfjs-node, reference; got "abacus"/],
  ['consume --kafka a:1 --every 1h', /whole seconds such as 30s; got "1h"/],
  ['producer', /^Expected a command of pipeline, produce, .*, or none; got "producer"/],
  ['help producer', /^Expected a command of pipeline, produce, .*, or none; got "producer"/],
  ['--kafka a:1 produce', /^Expected the command produce as the first word/],
  ['anomalies everywhere', /^Expected nothing but options after anomalies; got "everywhere"/],
  ['produce --kafka a:1 --port 1', /^Unknown option '--port'[^]*See npm run demo -- help produce$/],
  ['produce', /^The command produce needs --kafka/],
  ['--kafka a', /brokers as HOST:PORT.*got "a"/],
  ['--live kracken', /one of kraken, .*, simulated; got "kracken"/],
  ['--live --for long', /a duration such as 30s, 10m or 3h; got "long"/],
  ['--live --for 25d', /--for to be at most 24d; got "25d"/],
  ['--for 10m', /^--for and --past need --live/],
  ['--live --fresh', /^The pipeline takes no --fresh with --live/],
  ['index --live --kafka a:1 --once', /^The command index takes no --once with --live/],
  ['index --live --kafka a:1 --past 1h', /^Unknown option '--past'/],
  ['--template t', /^--template needs --elasticsearch/],
  ['dashboard --index i', /^--index needs --elasticsearch/],
  ['dashboard --elasticsearch http://e:9 --fields close=c', /^--fields needs --index/],
  ['dashboard --elasticsearch http://e:9 --index i --fields price=c', /PART one of time, .* got "price=c"/],
  ['dashboard --out f --port 1', /--port is for the page/],
  ['dashboard --kibana http://k --kibana-version 8.9', /^--kibana-version needs --out/],
  ['dashboard --out f --kibana-version 6', /7\.17 .* or 8\.9/],
])('refuses %s', (line, message) => {
  expect(() => read(line)).toThrow(expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION', name: 'UsageError' }));
  expect(() => read(line)).toThrow(message);
});

test.each(['--elasticsearch secret@e:9200', 'dashboard --kibana http://u:secret@k'])(
  'does not repeat the password of %s',
  (line) => {
    let message = '';
    try {
      read(line);
    } catch (error) {
      message = String(error);
    }
    expect(message).toMatch(/such as http:|without a login/);
    expect(message).not.toContain('secret');
  },
);
