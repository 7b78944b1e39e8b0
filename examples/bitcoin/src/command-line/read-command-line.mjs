// @ts-check
import { CommanderError } from 'commander';
import { names, programOf } from './program.mjs';
import { UsageError } from './usage-error.mjs';

/** @import { Arguments, Command } from '../arguments.ts' */

/** The defaults. A command has them, too, for options that it does not take. */
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

/** Options that are allowed with `--live`. */
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
 * Reads the command line. Returns the arguments of a run, or the text to print, such as the help. Throws a `UsageError`
 * if the command line is wrong.
 *
 * It needs no other package than commander and no build, since `scripts/demo.mjs` calls it before it builds.
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
  // Some package managers pass the separator on as the first word.
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
 * @param {readonly string[]} words the words that are neither the command nor an option
 */
const checkWords = (command, [word]) => {
  if (word === undefined) return;
  if (names.some((name) => name === word))
    throw new UsageError(`Expected the command ${word} as the first word, before its options.`);
  if (command === 'pipeline') throw unknownCommand(word);
  throw new UsageError(`Expected nothing but options after ${command}; got ${JSON.stringify(word)}.`);
};

/**
 * Checks options that need or exclude each other.
 *
 * @param {Arguments} args
 * @param {Readonly<Record<string, unknown>>} values
 */
const checkTogether = ({ command, kafka, elasticsearch, template, out, kibana }, values) => {
  if (template !== undefined && elasticsearch === undefined) throw new UsageError('--template needs --elasticsearch.');
  if (kafka === undefined && ['produce', 'consume', 'index'].includes(command))
    throw new UsageError(
      `The command ${command} needs --kafka HOST:PORT, because another process cannot read a topic in memory. ` +
        'Leave out the command to run all steps in one process.',
    );
  if (values['index'] !== undefined && elasticsearch === undefined)
    throw new UsageError('--index needs --elasticsearch.');
  if (values['fields'] !== undefined && values['index'] === undefined) throw new UsageError('--fields needs --index.');
  const ofPage = command === 'dashboard' && ['port', 'index', 'store'].find((name) => values[name] !== undefined);
  if (ofPage && (out !== undefined || kibana !== undefined))
    throw new UsageError(`--${ofPage} is for the page. With --out or --kibana, dashboard serves no page.`);
  if (values['kibanaVersion'] !== undefined && out === undefined)
    throw new UsageError('--kibana-version needs --out. With --kibana, the program asks Kibana for its version.');
};

/**
 * Rejects options that a run with `--live` does not take, and options that need `--live`.
 *
 * @param {Arguments} args
 * @param {Readonly<Record<string, unknown>>} values
 */
const checkLive = ({ command, live }, values) => {
  const given = Object.keys(values);
  if (live === undefined) {
    if (given.includes('for') || given.includes('past')) throw new UsageError('--for and --past need --live.');
    return;
  }
  const other = given.find((name) => !ofLive.includes(name));
  if (command === 'index' && given.includes('once'))
    throw new UsageError('The command index takes no --once with --live. Set how long it runs with --for.');
  if (other !== undefined)
    throw new UsageError(
      `${command === 'pipeline' ? 'The pipeline' : `The command ${command}`} takes no --${other} with --live.`,
    );
};

/**
 * Adds the command that shows help to the message.
 *
 * @param {CommanderError | UsageError} error
 * @param {readonly string[]} words
 */
const usageErrorOf = (error, words) => {
  const [first, second = ''] = words;
  // commander's own message for an unknown command after `help` is empty.
  const { message } = error.code === 'commander.help' ? unknownCommand(second) : error;
  const command = names.find((name) => name === first);
  const text = message.replace(/^error: /, '');
  return new UsageError(
    `${text.charAt(0).toUpperCase()}${text.slice(1)}\n` +
      `See npm run demo -- ${command === undefined ? '--help' : `help ${command}`}`,
    { cause: error },
  );
};
