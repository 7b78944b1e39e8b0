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
/** Longer than the time limits of the servers, so that their own error is reported. */
const upTimeout = 240_000;
const downTimeout = 20_000;

/** Options of {@link up}. */
export interface UpOptions {
  readonly elasticsearch: '7' | '9';
  /** A file to write the addresses to, as `{ "kafka": [...], "elasticsearch": "http://..." }`. */
  readonly json: string | undefined;
}

/**
 * Starts two brokers and an Elasticsearch. They run until {@link down}, also after this process has ended.
 *
 * @throws `PENSTOCK_SERVERS_UP` when they already run; `PENSTOCK_BAD_OPTION` when the file cannot be written;
 * `PENSTOCK_SERVER_FAILED` when they do not start. Then all of them are stopped.
 */
export async function up({ elasticsearch, json }: UpOptions): Promise<Addresses> {
  const already = await readKept();
  if (already) {
    const { addresses } = already;
    const where = addresses
      ? `: kafka ${addresses.kafka.join(',')}, elasticsearch ${addresses.elasticsearch}`
      : ', or starting';
    throw serversError(
      'PENSTOCK_SERVERS_UP',
      `Servers are already up${where}. Stop them with: npm run servers -- down`,
    );
  }
  const file = json === undefined ? undefined : resolve(process.env['INIT_CWD'] ?? '.', json);
  if (file !== undefined) await checkWritable(file);
  const { canStart, missing } = findServers({
    ...process.env,
    PENSTOCK_KAFKA: undefined,
    PENSTOCK_ELASTICSEARCH: undefined,
  });
  if (!canStart) throw serversError('PENSTOCK_SERVERS_MISSING', `Servers cannot be started here: ${missing}.`);

  await mkdir(dirname(stateFile), { recursive: true });
  await rm(stateFile, { force: true });
  const log = join(dirname(stateFile), 'up.log');
  const output = openSync(log, 'w');
  const keeper = spawn(process.execPath, [keeperProgram, 'keep', '--elasticsearch', elasticsearch], {
    detached: true,
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  // An interrupted `up` also stops the servers.
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
      `Expected --json to name a writable file: ${(error as Error).message}`,
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
      throw serversError(
        'PENSTOCK_SERVER_FAILED',
        (await readFile(log, 'utf8')).trim() || 'The start was interrupted.',
      );
    if (performance.now() > until)
      throw serversError('PENSTOCK_SERVER_FAILED', `The servers were not up after ${upTimeout / 1000} s. See ${log}.`);
    await sleep(poll);
  }
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

/** Stops what {@link up} started, and resolves when it is gone; with `false` when nothing was running. */
export async function down(): Promise<boolean> {
  const kept = await readKept();
  if (!kept) return false;
  process.kill(kept.pid, 'SIGTERM');
  const until = performance.now() + downTimeout;
  while (isKeeper(kept.pid)) {
    if (performance.now() > until) {
      // The servers end with the keeper process, also after SIGKILL.
      process.kill(kept.pid, 'SIGKILL');
      await rm(stateFile, { force: true });
      break;
    }
    await sleep(poll);
  }
  return true;
}

/** Reads the state file of the running servers. A file of a killed keeper counts as none. */
async function readKept(): Promise<Kept | undefined> {
  let kept: Kept;
  try {
    kept = JSON.parse(await readFile(stateFile, 'utf8')) as Kept;
  } catch {
    // The file is missing, or the keeper is writing it at this moment.
    return undefined;
  }
  return isKeeper(kept.pid) ? kept : undefined;
}

/**
 * True when the process with this id is the keeper. After a restart of the machine, another process may have the id.
 */
function isKeeper(pid: number): boolean {
  try {
    const command = existsSync('/proc/self/cmdline')
      ? readFileSync(`/proc/${pid}/cmdline`, 'utf8')
      : execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
    return command.includes(keeperProgram);
  } catch {
    // There is no such process.
    return false;
  }
}
