// @ts-check
import { CommanderError } from 'commander';
import { names, programOf } from './program.mjs';
import { UsageError } from './usage-error.mjs';

/** @import { Arguments, Command } from '../arguments.ts' */

/** What a command that does not take the option has. */
const defaults = {
  quiet: false,
  once: false,
  fresh: false,
  messari: false,
  live: undefined,
  takeFor: undefined,
  past: 3 * 3_600_000,
  kafka: undefined,
  replication: 2,
  elasticsearch: undefined,
  template: undefined,
  index: undefined,
  fields: undefined,
  every: undefined,
  csv: undefined,
  engine: 'wasm',
  top: 30,
  json: undefined,
  out: undefined,
  kibanaVersion: '8.9',
  kibana: undefined,
  port: undefined,
};

/** Options that a run with `--live` takes. */
const ofLive = [
  'live',
  'for',
  'past',
  'kafka',
  'replication',
  'elasticsearch',
  'store',
  'json',
  'quiet',
  'port',
  'once',
];

/**
 * Reads the command line: the arguments of a run, or the text that was asked for, such as the help. Throws a
 * `UsageError` on anything that the program does not know.
 *
 * It needs commander and nothing else, and no build: `scripts/demo.mjs` calls it before it builds.
 *
 * @param {readonly string[]} words
 * @param {{ env: NodeJS.ProcessEnv, version: string, store: string }} told `store` is the default of `--store`
 * @returns {{ readonly args: Arguments } | { readonly text: string }}
 */
export const readCommandLine = (words, { env, version, store }) => {
  let text = '';
  /** @type {{ command: Command, values: Readonly<Record<string, unknown>>, words: readonly string[] } | undefined} */
  let chosen;
  const program = programOf({
    version,
    write: (more) => void (text += more),
    onCommand: (command, values, words) => void (chosen = { command, values, words }),
  });
  // Some package managers hand the separator on as the first word.
  const given = words[0] === '--' ? words.slice(1) : [...words];
  try {
    program.parse(given, { from: 'user' });
    if (chosen === undefined) return { text };
    const { command, values, words: rest } = chosen;
    checkWords(command, rest);
    const known = { ...defaults, csv: env['PENSTOCK_BTC_CSV'] || undefined, store };
    const { for: takeFor, ...others } = values;
    const args = /** @type {Arguments} */ ({ ...known, ...others, takeFor, command });
    checkTogether(args, values);
    checkLive(args, values);
    return { args };
  } catch (error) {
    if (error instanceof CommanderError && text !== '') return { text };
    throw error instanceof CommanderError || error instanceof UsageError ? usageErrorOf(error, given) : error;
  }
};

/** @param {string} word */
const unknownCommand = (word) =>
  new UsageError(`Expected a command of ${names.join(', ')}, or none; got ${JSON.stringify(word)}.`);

/**
 * @param {Command} command
 * @param {readonly string[]} words that are neither the command nor an option
 */
const checkWords = (command, [word]) => {
  if (word === undefined) return;
  if (names.some((name) => name === word))
    throw new UsageError(`Expected the command ${word} as the first word, before its options.`);
  if (command === 'pipeline') throw unknownCommand(word);
  throw new UsageError(`Expected nothing but options after ${command}; got ${JSON.stringify(word)}.`);
};

/**
 * Checks what options ask of one another.
 *
 * @param {Arguments} args
 * @param {Readonly<Record<string, unknown>>} values
 */
const checkTogether = ({ command, kafka, elasticsearch, template, out, kibana }, values) => {
  if (template !== undefined && elasticsearch === undefined)
    throw new UsageError('--template is of use with --elasticsearch only.');
  if (kafka === undefined && ['produce', 'consume', 'index'].includes(command))
    throw new UsageError(
      `${command} needs --kafka HOST:PORT: no other process can read a topic in memory. Without a command ` +
        'all steps run in one process.',
    );
  if (values['index'] !== undefined && elasticsearch === undefined)
    throw new UsageError('--index is of use with --elasticsearch only.');
  if (values['fields'] !== undefined && values['index'] === undefined)
    throw new UsageError('--fields is of use with --index only.');
  const ofPage = command === 'dashboard' && ['port', 'index', 'store'].find((name) => values[name] !== undefined);
  if (ofPage && (out !== undefined || kibana !== undefined))
    throw new UsageError(`--${ofPage} is for the page, which dashboard shows without --out and --kibana.`);
  if (values['kibanaVersion'] !== undefined && out === undefined)
    throw new UsageError(
      '--kibana-version is of use with --out only: with --kibana, Kibana itself is asked for its version.',
    );
};

/**
 * Refuses what a run with `--live` would ignore, and what makes sense with it alone.
 *
 * @param {Arguments} args
 * @param {Readonly<Record<string, unknown>>} values
 */
const checkLive = ({ command, live }, values) => {
  const given = Object.keys(values);
  if (live === undefined) {
    if (given.includes('for') || given.includes('past'))
      throw new UsageError('--for and --past are of use with --live only.');
    return;
  }
  const other = given.find((name) => !ofLive.includes(name));
  if (command === 'index' && given.includes('once'))
    throw new UsageError('With --live, index takes no --once. Name how long it runs with --for.');
  if (other !== undefined)
    throw new UsageError(`With --live, ${command === 'pipeline' ? 'the pipeline' : command} takes no --${other}.`);
};

/**
 * Adds where help is to be found.
 *
 * @param {CommanderError | UsageError} error
 * @param {readonly string[]} words
 */
const usageErrorOf = (error, words) => {
  const [first, second = ''] = words;
  // commander has no words for it.
  const { message } = error.code === 'commander.help' ? unknownCommand(second) : error;
  const command = names.find((name) => name === first);
  const text = message.replace(/^error: /, '');
  return new UsageError(
    `${text.charAt(0).toUpperCase()}${text.slice(1)}\n` +
      `See npm run demo -- ${command === undefined ? '--help' : `help ${command}`}`,
    { cause: error },
  );
};
