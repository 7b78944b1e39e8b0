import { spawn } from 'node:child_process';
import { root } from '../pnpm.mjs';
import { Stopped } from './stopped.mjs';

const isWindows = process.platform === 'win32';

/**
 * Shows the stages before the example starts on `out`: on a terminal in one line that is overwritten, elsewhere in
 * plain lines. It runs the commands of the stages, and stops them.
 */
export class Stages {
  #out;
  #quiet;
  #child;
  #isStopped = false;
  #isOpen = false;

  constructor(out, { quiet = false } = {}) {
    this.#out = out;
    this.#quiet = quiet;
  }

  /**
   * Runs a command in the root. Resolves when it succeeds, and rejects with its output when it fails.
   *
   * @param {{ does: string, undone: string, expectedMs: number, onText?: (text: string) => number | undefined }} stage
   * `does` says what the stage does, and `undone` what a stop leaves behind. `onText` may read the progress, from 0 to
   * 1, from the output of the command.
   */
  async run(command, args, { does, undone, expectedMs, onText = () => undefined }) {
    this.#throwIfStopped(undone);
    const began = performance.now();
    let done;
    const leftMs = () => {
      const spent = performance.now() - began;
      return done > 0.1 ? (spent / done) * (1 - done) : expectedMs - spent;
    };
    this.#tell(`${does}: about ${seconds(expectedMs)}`);
    const timer = setInterval(() => {
      const left = leftMs();
      this.#tell(`${does}: ${left > 0 ? `about ${seconds(left)} left` : 'longer than expected, still at it'}`);
    }, tickOf(this.#out));
    try {
      const { code, text } = await this.#end(command, args, (chunk) => (done = onText(chunk) ?? done));
      this.#throwIfStopped(undone);
      if (code !== 0) throw new Error(`${does} failed; ${command} ended with ${code}.\n${text}`);
    } finally {
      clearInterval(timer);
    }
    return performance.now() - began;
  }

  /** Stops the running command with all its child processes. */
  stop() {
    this.#isStopped = true;
    if (this.#child === undefined) {
      this.end();
      console.error('Stopped before the example started.');
      process.exit(130);
    }
    killTree(this.#child);
  }

  /** Ends the status line, so that other output starts on a new line. */
  end() {
    if (this.#isOpen) this.#out.write('\r\u001B[K');
    this.#isOpen = false;
  }

  #throwIfStopped(undone) {
    if (this.#isStopped) throw new Stopped(`Stopped. ${undone}`);
  }

  #tell(text) {
    if (this.#quiet) return;
    this.#out.write(this.#out.isTTY ? `\r\u001B[K${text}` : `${text}\n`);
    this.#isOpen = Boolean(this.#out.isTTY);
  }

  #end(command, args, onText) {
    return new Promise((resolve) => {
      // In its own process group, so that one signal reaches all processes that the command starts.
      const child = spawn(command, args, {
        cwd: root,
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: !isWindows,
        shell: isWindows,
      });
      this.#child = child;
      let text = '';
      const keep = (chunk) => {
        text += chunk;
        onText(String(chunk));
      };
      child.stdout.on('data', keep);
      child.stderr.on('data', keep);
      const finish = (code) => {
        this.#child = undefined;
        resolve({ code, text });
      };
      child.once('error', (error) => {
        text += error.message;
        finish(127);
      });
      child.once('close', (code, signal) => finish(code ?? signal));
    });
  }
}

/** On a terminal the line is updated often; a log gets a line now and then. */
const tickOf = (out) => (out.isTTY ? 500 : 10_000);

const seconds = (ms) => (ms < 90_000 ? `${Math.ceil(ms / 1_000)} s` : `${Math.ceil(ms / 60_000)} min`);

function killTree({ pid }) {
  if (isWindows) spawn('taskkill', ['/pid', String(pid), '/T', '/F']);
  else
    try {
      process.kill(-pid, 'SIGTERM');
    } catch (error) {
      // The process has just ended by itself.
      if (error.code !== 'ESRCH') throw error;
    }
}
