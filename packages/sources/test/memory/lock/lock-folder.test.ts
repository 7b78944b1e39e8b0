import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { run, settle } from '@penstock/stream';
import { fromTopic, memoryTopic, TopicLockedError } from '../../../src/index.ts';
import type { MemoryTopic } from '../../../src/index.ts';

let home: string;
let directory: string;
let children: ChildProcess[];
let topics: Array<MemoryTopic<number>>;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'penstock-lock-'));
  directory = home;
  children = [];
  topics = [];
});
afterEach(async () => {
  vi.useRealTimers();
  for (const child of children) child.kill('SIGKILL');
  await Promise.all(topics.map((topic) => topic.close()));
  await rm(home, { recursive: true, force: true });
});

const open = async (at = directory): Promise<MemoryTopic<number>> => {
  const topic = await memoryTopic<number>({ partitions: 1, directory: at });
  topics.push(topic);
  return topic;
};
const claims = async () => (await readdir(join(directory, 'lock'))).filter((name) => name.endsWith('.json'));
const claimFile = (name: string) => join(directory, 'lock', `${name}.json`);
const locked = { code: 'PENSTOCK_TOPIC_LOCKED', name: 'PenstockError' };

describe('the directory of a topic', () => {
  test('can be used by only one topic of a process, until that topic is closed', async () => {
    const first = await open();
    await expect(open()).rejects.toMatchObject({
      ...locked,
      directory,
      holder: { pid: process.pid },
      message: expect.stringContaining('in this process'),
    });
    await expect(open()).rejects.toBeInstanceOf(TopicLockedError);
    // The failed attempt does not affect the first topic.
    await first.send([{ value: 1 }]);
    await first.close();
    await first.close();
    const second = await open();
    expect(second.end(0)).toBe(1);
  });

  test('is the same directory under another spelling of its path', async () => {
    await open();
    const link = `${directory}-link`;
    await symlink(directory, link);
    await expect(open(link)).rejects.toMatchObject(locked);
    await rm(link);
    await expect(open(relative(process.cwd(), directory))).rejects.toMatchObject(locked);
    await expect(open(`${directory}/.//`)).rejects.toMatchObject(locked);
  });

  test('goes to one of many topics that open it at the same time', async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 12 }, () => open()));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject(locked);
    expect(await claims()).toHaveLength(1);
  });

  test('is free again after a failed attempt to open it', async () => {
    await writeFile(join(directory, 'topic.json'), '{"name":"other","partitions":2}');
    for (let time = 0; time < 2; time += 1)
      await expect(open()).rejects.toMatchObject({ code: 'PENSTOCK_TOPIC_MISMATCH' });
    expect(await readdir(join(directory, 'lock'))).toEqual([]);
  });

  test('has no files of the lock left after the topic is closed', async () => {
    await (await open()).close();
    expect(await readdir(join(directory, 'lock'))).toEqual([]);
  });

  test('may have a path that is too long for a socket', async () => {
    directory = join(directory, 'a'.repeat(120), 'b'.repeat(120));
    await mkdir(directory, { recursive: true });
    const first = await open();
    expect((await readdir(join(directory, 'lock'))).some((name) => name.endsWith('.sock'))).toBe(
      process.platform === 'linux',
    );
    await expect(open()).rejects.toMatchObject(locked);
    await first.close();
    await open();
  });
});

describe('a claim that another process has left', () => {
  /** Leaves a claim of a process that has ended, with changes. */
  const leave = async (changes: object): Promise<void> => {
    const topic = await memoryTopic<number>({ partitions: 1, directory });
    const [name] = await claims();
    const claim = JSON.parse(await readFile(join(directory, 'lock', name!), 'utf8')) as object;
    await topic.close();
    await writeFile(claimFile('0-left'), JSON.stringify({ ...claim, id: '0-left', ...changes }));
  };
  /** Opens with fake timers that run fast, because a claim is watched for 10 seconds. */
  const openInTime = async (meanwhile: () => Promise<void> = async () => undefined) => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    let over = false;
    const opening = open().finally(() => (over = true));
    opening.catch(() => undefined);
    while (!over) {
      await meanwhile();
      await vi.advanceTimersByTimeAsync(100);
      await new Promise((resolve) => setImmediate(resolve));
    }
    return opening;
  };

  test('is ignored when a new process has the process id of the old one', async () => {
    await leave({ pid: process.pid });
    await open();
    expect(existsSync(claimFile('0-left'))).toBe(false);
  });

  test('is ignored when it has no socket and no process has its process id', async () => {
    const ended = fork(join(import.meta.dirname, 'lock-holder.mjs'), [directory], {
      execArgv: [],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    ended.kill('SIGKILL');
    await once(ended, 'exit');
    await leave({ pid: ended.pid, hasLifeLine: false });
    await open();
  });

  test('from another machine is respected while its file is touched', async () => {
    await leave({ machine: 'elsewhere', host: 'other-host', pid: 17 });
    let beat = 0;
    const opening = openInTime(() => utimes(claimFile('0-left'), (beat += 1), beat));
    await expect(opening).rejects.toMatchObject({ ...locked, holder: { pid: 17, host: 'other-host' } });
  });

  test.each([
    ['on another machine', { machine: 'elsewhere' }],
    ['in another container without a socket', { pidSpace: 'pid:[1]', hasLifeLine: false }],
  ])('is removed when no process touches its file, %s', async (_, changes) => {
    await leave(changes);
    await openInTime();
    expect(existsSync(claimFile('0-left'))).toBe(false);
  });

  test('is watched and then removed when it cannot be read', async () => {
    await mkdir(join(directory, 'lock'), { recursive: true });
    await writeFile(claimFile('0-left'), '{"pid":');
    await openInTime();
    expect(await claims()).toHaveLength(1);
  });
});

test('a topic whose claim another machine has removed stops writing and reading', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const topic = await open();
  const [own] = await claims();
  await rm(join(directory, 'lock', own!));
  vi.advanceTimersByTime(2_000);
  vi.useRealTimers();
  await vi.waitFor(() => expect(topic.send([{ value: 1 }])).rejects.toMatchObject(locked));
  await expect(run(fromTopic(topic, { group: 'g', until: 'end' }), settle())).rejects.toMatchObject(locked);
});

/** The message of a process about its attempt to open the topic. */
interface Said {
  readonly opened?: true;
  readonly imports?: string;
  readonly code?: string;
  readonly holder?: { readonly pid: number };
}

describe('two processes', () => {
  const holder = async (then = 'stay'): Promise<{ child: ChildProcess; said: Said }> => {
    if (!existsSync(join(import.meta.dirname, '../../../dist/index.js')))
      throw new Error('The package is not built: run `npm test`, or `pnpm build` first.');
    const child = fork(join(import.meta.dirname, 'lock-holder.mjs'), [directory, then], {
      execArgv: [],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    children.push(child);
    const failed = once(child, 'exit').then(() =>
      Promise.reject(new Error('Expected a message from the process; it exited without one.')),
    );
    failed.catch(() => undefined);
    const [said] = (await Promise.race([once(child, 'message'), failed])) as [Said];
    return { child, said };
  };
  const kill = async (child: ChildProcess) => {
    child.kill('SIGKILL');
    await once(child, 'exit');
  };

  test('cannot open the same directory, and the error names the holder', async () => {
    const { child, said } = await holder();
    expect(said).toMatchObject({ opened: true });
    await expect(open()).rejects.toMatchObject({
      ...locked,
      holder: { pid: child.pid },
      message: expect.stringContaining(`in process ${child.pid} on `),
    });
    // After the first process, another one opens the directory, and a third gets the same error.
    expect((await holder()).said).toMatchObject({ code: 'PENSTOCK_TOPIC_LOCKED', holder: { pid: child.pid } });
  });

  test('can open it one after the other without a wait, however the first ends', async () => {
    for (let round = 1; round <= 3; round += 1) {
      const { child, said } = await holder();
      expect(said).toMatchObject({ opened: true });
      await kill(child);
      const topic = await open();
      expect(topic.end(0)).toBe(round);
      await topic.close();
    }
    expect(await readdir(join(directory, 'lock'))).toEqual([]);
  });

  test('do not disturb module resolution: the second finds its packages after the first was killed', async () => {
    await kill((await holder()).child);
    const { said } = await holder();
    const path = fileURLToPath(said.imports!);
    // pnpm links packages. Node must resolve the link, or the package does not find its own dependencies.
    expect(path).toBe(await realpath(path));
  });

  test('cannot open the same directory while the first is suspended', async () => {
    const { child } = await holder();
    child.kill('SIGSTOP');
    await expect(open()).rejects.toMatchObject({ ...locked, holder: { pid: child.pid } });
    await kill(child);
    await open();
  });

  test('that start at the same time after a killed one: exactly one opens the directory', async () => {
    await kill((await holder()).child);
    const all = await Promise.all(Array.from({ length: 5 }, () => holder()));
    expect(all.filter(({ said }) => said.opened)).toHaveLength(1);
    for (const { said } of all) if (!said.opened) expect(said.code).toBe('PENSTOCK_TOPIC_LOCKED');
  });

  test('can exit without close: an open topic does not keep a process running', async () => {
    const { child } = await holder('leave');
    const [code] = (await once(child, 'exit')) as [number];
    expect(code).toBe(0);
    await open();
  });
});
