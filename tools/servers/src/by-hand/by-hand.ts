import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { access, constants, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { serversError } from '../errors.ts';
import { findServers } from '../find-servers.ts';
import type { Addresses, Kept } from './keeper.ts';
import { packageFolder, stateFile } from '../paths.ts';

const keeperProgram = join(packageFolder, 'dist', 'main.js');
const poll = 100;
/** Longer than the servers themselves wait, so that their own error is the one that is seen. */
const upTimeout = 240_000;
const downTimeout = 20_000;

/** What {@link up} takes. */
export interface UpOptions {
  readonly elasticsearch: '7' | '9';
  /** A file that gets the addresses as `{ "kafka": [...], "elasticsearch": "http://..." }`. */
  readonly json: string | undefined;
}

/**
 * Starts two brokers and an Elasticsearch that go on after this process has ended, until {@link down}.
 *
 * @throws `PENSTOCK_SERVERS_UP` when they are up already; `PENSTOCK_BAD_OPTION` when the file cannot be written;
 * `PENSTOCK_SERVER_FAILED` when they do not start, and then nothing of them is left.
 */
export async function up({ elasticsearch, json }: UpOptions): Promise<Addresses> {
  const already = await readKept();
  if (already) {
    const { addresses } = already;
    const where = addresses
      ? `: kafka ${addresses.kafka.join(',')}, elasticsearch ${addresses.elasticsearch}`
      : ', or on their way';
    throw serversError('PENSTOCK_SERVERS_UP', `servers are up already${where}; end them with: npm run servers -- down`);
  }
  const file = json === undefined ? undefined : resolve(process.env['INIT_CWD'] ?? '.', json);
  if (file !== undefined) await checkWritable(file);
  const { canStart, missing } = findServers({
    ...process.env,
    PENSTOCK_KAFKA: undefined,
    PENSTOCK_ELASTICSEARCH: undefined,
  });
  if (!canStart) throw serversError('PENSTOCK_SERVERS_MISSING', `cannot start servers here: ${missing}`);

  await mkdir(dirname(stateFile), { recursive: true });
  await rm(stateFile, { force: true });
  const log = join(dirname(stateFile), 'up.log');
  const output = openSync(log, 'w');
  const keeper = spawn(process.execPath, [keeperProgram, 'keep', '--elasticsearch', elasticsearch], {
    detached: true,
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  // Whoever gives up waiting wants no servers either.
  const giveUp = (): void => void keeper.kill('SIGTERM');
  process.on('SIGINT', giveUp).on('SIGTERM', giveUp);
  try {
    const addresses = await addressesOf(keeper, log);
    if (file !== undefined) await writeFile(file, `${JSON.stringify(addresses, null, 2)}\n`);
    keeper.unref();
    return addresses;
  } catch (error) {
    keeper.kill('SIGTERM');
    if (!hasEnded(keeper)) await once(keeper, 'exit');
    throw error;
  } finally {
    process.off('SIGINT', giveUp).off('SIGTERM', giveUp);
  }
}

async function checkWritable(file: string): Promise<void> {
  try {
    await access(existsSync(file) ? file : dirname(file), constants.W_OK);
  } catch (error) {
    throw serversError(
      'PENSTOCK_BAD_OPTION',
      `expected --json to name a file that can be written: ${(error as Error).message}`,
      error,
    );
  }
}

async function addressesOf(keeper: ChildProcess, log: string): Promise<Addresses> {
  const until = performance.now() + upTimeout;
  for (;;) {
    const kept = await readKept();
    if (kept?.pid === keeper.pid && kept?.addresses) return kept.addresses;
    if (hasEnded(keeper))
      throw serversError('PENSTOCK_SERVER_FAILED', (await readFile(log, 'utf8')).trim() || 'starting was interrupted');
    if (performance.now() > until)
      throw serversError('PENSTOCK_SERVER_FAILED', `not up after ${upTimeout / 1000} s; see ${log}`);
    await sleep(poll);
  }
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

/** Ends what {@link up} started and resolves when it is gone; `false` when nothing was up. */
export async function down(): Promise<boolean> {
  const kept = await readKept();
  if (!kept) return false;
  process.kill(kept.pid, 'SIGTERM');
  const until = performance.now() + downTimeout;
  while (isKeeper(kept.pid)) {
    if (performance.now() > until) {
      // The servers end with the process that keeps them, also by SIGKILL.
      process.kill(kept.pid, 'SIGKILL');
      await rm(stateFile, { force: true });
      break;
    }
    await sleep(poll);
  }
  return true;
}

/** Returns what is up; a file that a killed keeper left behind counts as nothing. */
async function readKept(): Promise<Kept | undefined> {
  let kept: Kept;
  try {
    kept = JSON.parse(await readFile(stateFile, 'utf8')) as Kept;
  } catch {
    // Absent, or half written by the keeper this very moment.
    return undefined;
  }
  return isKeeper(kept.pid) ? kept : undefined;
}

/** Tells a keeper from a stranger that was given its id since, as after a restart of the machine. */
function isKeeper(pid: number): boolean {
  try {
    const command = existsSync('/proc/self/cmdline')
      ? readFileSync(`/proc/${pid}/cmdline`, 'utf8')
      : execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
    return command.includes(keeperProgram);
  } catch {
    // No such process.
    return false;
  }
}
