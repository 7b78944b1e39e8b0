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
  test('is for one topic of a process, until that is closed', async () => {
    const first = await open();
    await expect(open()).rejects.toMatchObject({
      ...locked,
      directory,
      holder: { pid: process.pid },
      message: expect.stringContaining('in this process'),
    });
    await expect(open()).rejects.toBeInstanceOf(TopicLockedError);
    // The refusal did the first no harm.
    await first.send([{ value: 1 }]);
    await first.close();
    await first.close();
    const second = await open();
    expect(second.end(0)).toBe(1);
  });

  test('is known again under another spelling', async () => {
    await open();
    const link = `${directory}-link`;
    await symlink(directory, link);
    await expect(open(link)).rejects.toMatchObject(locked);
    await rm(link);
    await expect(open(relative(process.cwd(), directory))).rejects.toMatchObject(locked);
    await expect(open(`${directory}/.//`)).rejects.toMatchObject(locked);
  });

  test('goes to one of many that open it at once', async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 12 }, () => open()));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject(locked);
    expect(await claims()).toHaveLength(1);
  });

  test('is free again when it could not be opened', async () => {
    await writeFile(join(directory, 'topic.json'), '{"name":"other","partitions":2}');
    for (let time = 0; time < 2; time += 1)
      await expect(open()).rejects.toMatchObject({ code: 'PENSTOCK_TOPIC_MISMATCH' });
    expect(await readdir(join(directory, 'lock'))).toEqual([]);
  });

  test('leaves nothing of its lock when it is closed', async () => {
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

describe('what another process has put down', () => {
  /** A claim of a process that has ended, with changes. */
  const leave = async (changes: object): Promise<void> => {
    const topic = await memoryTopic<number>({ partitions: 1, directory });
    const [name] = await claims();
    const claim = JSON.parse(await readFile(join(directory, 'lock', name!), 'utf8')) as object;
    await topic.close();
    await writeFile(claimFile('0-left'), JSON.stringify({ ...claim, id: '0-left', ...changes }));
  };
  /** Opens while the clock of timers runs ahead, as the time that a claim is watched for is long. */
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

  test('does not count when a new process has got the number of the old one', async () => {
    await leave({ pid: process.pid });
    await open();
    expect(existsSync(claimFile('0-left'))).toBe(false);
  });

  test('does not count when there could be no socket and no process has its number', async () => {
    const ended = fork(join(import.meta.dirname, 'lock-holder.mjs'), [directory], {
      execArgv: [],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    ended.kill('SIGKILL');
    await once(ended, 'exit');
    await leave({ pid: ended.pid, hasLifeLine: false });
    await open();
  });

  test('counts on another machine for as long as it is kept up', async () => {
    await leave({ machine: 'elsewhere', host: 'other-host', pid: 17 });
    let beat = 0;
    const opening = openInTime(() => utimes(claimFile('0-left'), (beat += 1), beat));
    await expect(opening).rejects.toMatchObject({ ...locked, holder: { pid: 17, host: 'other-host' } });
  });

  test.each([
    ['on another machine', { machine: 'elsewhere' }],
    ['in another container without a socket', { pidSpace: 'pid:[1]', hasLifeLine: false }],
  ])('is removed when nobody keeps it up, %s', async (_, changes) => {
    await leave(changes);
    await openInTime();
    expect(existsSync(claimFile('0-left'))).toBe(false);
  });

  test('is watched when it cannot be read', async () => {
    await mkdir(join(directory, 'lock'), { recursive: true });
    await writeFile(claimFile('0-left'), '{"pid":');
    await openInTime();
    expect(await claims()).toHaveLength(1);
  });
});

test('a topic that another machine took for dead writes and reads no more', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const topic = await open();
  const [own] = await claims();
  await rm(join(directory, 'lock', own!));
  vi.advanceTimersByTime(2_000);
  vi.useRealTimers();
  await vi.waitFor(() => expect(topic.send([{ value: 1 }])).rejects.toMatchObject(locked));
  await expect(run(fromTopic(topic, { group: 'g', until: 'end' }), settle())).rejects.toMatchObject(locked);
});

/** What a process says of its attempt to open the topic. */
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
    const failed = once(child, 'exit').then(() => Promise.reject(new Error('The process ended without a word.')));
    failed.catch(() => undefined);
    const [said] = (await Promise.race([once(child, 'message'), failed])) as [Said];
    return { child, said };
  };
  const kill = async (child: ChildProcess) => {
    child.kill('SIGKILL');
    await once(child, 'exit');
  };

  test('are kept apart, and the error names the other', async () => {
    const { child, said } = await holder();
    expect(said).toMatchObject({ opened: true });
    await expect(open()).rejects.toMatchObject({
      ...locked,
      holder: { pid: child.pid },
      message: expect.stringContaining(`in process ${child.pid} on `),
    });
    // The same for a third, of the second.
    expect((await holder()).said).toMatchObject({ code: 'PENSTOCK_TOPIC_LOCKED', holder: { pid: child.pid } });
  });

  test('follow one another at once, however the first ends', async () => {
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

  test('the second finds its packages after the first was killed', async () => {
    await kill((await holder()).child);
    const { said } = await holder();
    const path = fileURLToPath(said.imports!);
    // pnpm links packages: Node has to follow the link, or the package does not find its own dependencies.
    expect(path).toBe(await realpath(path));
  });

  test('are kept apart while the first is stopped', async () => {
    const { child } = await holder();
    child.kill('SIGSTOP');
    await expect(open()).rejects.toMatchObject({ ...locked, holder: { pid: child.pid } });
    await kill(child);
    await open();
  });

  test('that begin together, after one that was killed: one gets it', async () => {
    await kill((await holder()).child);
    const all = await Promise.all(Array.from({ length: 5 }, () => holder()));
    expect(all.filter(({ said }) => said.opened)).toHaveLength(1);
    for (const { said } of all) if (!said.opened) expect(said.code).toBe('PENSTOCK_TOPIC_LOCKED');
  });

  test('need no close: an open topic does not keep a process from ending', async () => {
    const { child } = await holder('leave');
    const [code] = (await once(child, 'exit')) as [number];
    expect(code).toBe(0);
    await open();
  });
});
