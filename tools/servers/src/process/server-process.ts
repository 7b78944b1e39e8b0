import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { serversError } from '../errors.ts';
import { spawnGuarded } from './guarded.ts';

const poll = 100;
const linesShown = 25;

/** The command of a server, and how to find out that it is up. */
export interface ServerCommand {
  /** The name for messages, such as `Kafka broker 1`. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** The file for all output. */
  readonly log: string;
  /** Returns true when the server is up; gets the text that it has logged since this start. */
  readonly isUp: (logged: string) => boolean | Promise<boolean>;
  /** How long to wait for that, in milliseconds. */
  readonly timeout: number;
}

/** One server, which can be killed and started again. */
export class ServerProcess {
  readonly #command: ServerCommand;
  #child: ChildProcess | undefined;

  constructor(command: ServerCommand) {
    this.#command = command;
  }

  /** Starts it and resolves once it is up. @throws `PENSTOCK_SERVER_FAILED` with the end of its log. */
  async start(signal?: AbortSignal): Promise<void> {
    const { name, command, args, log, isUp, timeout } = this.#command;
    if (this.#child)
      throw serversError('PENSTOCK_BAD_OPTION', `${name} is already running. Kill it before you start it again.`);
    signal?.throwIfAborted();
    const from = existsSync(log) ? statSync(log).size : 0;
    const child = spawnGuarded(command, args, log);
    this.#child = child;
    const until = performance.now() + timeout;
    while (!(await isUp(logSince(log, from)))) {
      if (signal?.aborted || this.#child !== child) {
        await this.kill();
        signal?.throwIfAborted();
        throw serversError('PENSTOCK_SERVER_FAILED', `${name} was killed while it started.`);
      }
      if (hasEnded(child)) {
        this.#child = undefined;
        throw this.#failure(`ended with ${child.signalCode ?? `exit code ${child.exitCode}`} before it was up`, from);
      }
      if (performance.now() > until) {
        await this.kill();
        throw this.#failure(`was not up after ${timeout / 1000} s`, from);
      }
      await sleep(poll);
    }
  }

  /** Kills the server with SIGKILL and resolves when it is gone. Does nothing when it does not run. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (!child || hasEnded(child)) return;
    const gone = once(child, 'exit');
    child.ref();
    child.kill('SIGKILL');
    await gone;
  }

  #failure(what: string, from: number): Error {
    const { name, log } = this.#command;
    const end = logSince(log, from).trimEnd().split('\n').slice(-linesShown).join('\n');
    return serversError('PENSTOCK_SERVER_FAILED', `${name} ${what}; its log is ${log} and ends with:\n${end}`);
  }
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

const logSince = (log: string, from: number): string =>
  existsSync(log) ? readFileSync(log).subarray(from).toString('utf8') : '';
