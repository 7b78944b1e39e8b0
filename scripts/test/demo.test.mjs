import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, afterEach, beforeEach, test as testWithoutLimit } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { shareDone } from '../demo/install-example.mjs';
import { root as project } from '../pnpm.mjs';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'penstock-demo-')));
after(() => rmSync(folder, { recursive: true, force: true }));

let clone;
let number = 0;
let children = [];

const write = (path, text) => {
  mkdirSync(join(clone, path, '..'), { recursive: true });
  writeFileSync(join(clone, path), text);
};
const program = (path, text) => {
  write(path, `#!${process.execPath}\n${text}`);
  chmodSync(join(clone, path), 0o755);
};
const read = (path) => readFileSync(join(clone, path), 'utf8');
const callsOf = (name) => (existsSync(join(clone, `${name}.log`)) ? read(`${name}.log`).trim().split('\n') : []);

const giveUpAfter = 30_000;

/** Node's test runner has no time limit by default. Some tests start nine processes. */
const test = (name, body) => testWithoutLimit(name, { timeout: 4 * giveUpAfter }, body);

/** Waits until a process has done something. Fails when it takes too long. */
const until = async (isSo) => {
  const giveUpAt = Date.now() + giveUpAfter;
  while (!isSo()) {
    if (Date.now() > giveUpAt) throw new Error(`Expected within ${giveUpAfter} ms: ${isSo}`);
    await wait(10);
  }
};

/** A fresh clone with the real scripts and the real command line, a small example, and substitutes for npm and npx. */
beforeEach(() => {
  clone = join(folder, String((number += 1)));
  for (const path of ['scripts/demo', 'scripts/demo.mjs', 'scripts/pnpm.mjs', 'examples/bitcoin/src/command-line'])
    cpSync(join(project, path), join(clone, path), { recursive: true });
  write('package.json', JSON.stringify({ type: 'module', packageManager: 'pnpm@1.2.3' }));
  write('pnpm-lock.yaml', 'lockfile');
  write('packages/stream/src/index.ts', 'one');
  write('packages/stream/src/other.ts', 'other');
  write(
    'examples/bitcoin/package.json',
    '{ "version": "4.5.6", "type": "module", "dependencies": { "commander": "7" } }',
  );
  write(
    'examples/bitcoin/build.mjs',
    `import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
    appendFileSync('build.log', 'built\\n');
    mkdirSync('examples/bitcoin/dist', { recursive: true });
    writeFileSync('examples/bitcoin/dist/main.js', 'console.log(JSON.stringify(process.argv.slice(2)))');`,
  );
  const commander = JSON.stringify(realpathSync(join(project, 'examples/bitcoin/node_modules/commander')));
  const installing = (name, where) => `
    const { appendFileSync, cpSync } = process.getBuiltinModule('node:fs');
    appendFileSync('${name}.log', process.argv.slice(2).join(' ') + '\\n');
    cpSync(${commander}, '${where}', { recursive: true });`;
  program('bin/npm', installing('npm', '.cache/command-line/node_modules/commander'));
  program('bin/npx', installing('npx', 'examples/bitcoin/node_modules/commander'));
});

// After a failed test a process may still be running. SIGTERM ends it with all its child processes.
afterEach(() => {
  for (const child of children) child.kill();
  children = [];
});

const started = (command, args, env) => {
  const child = spawn(command, args, {
    cwd: clone,
    env: {
      ...process.env,
      npm_lifecycle_event: '',
      PATH: `${join(clone, 'bin')}${delimiter}${process.env['PATH']}`,
      PENSTOCK_BTC_CSV: '',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  const ended = { out: '', errors: '' };
  child.stdout.on('data', (text) => (ended.out += text));
  child.stderr.on('data', (text) => (ended.errors += text));
  return { child, ended, end: once(child, 'close').then(([code, signal]) => ({ ...ended, code: code ?? signal })) };
};
const start = (...words) => started(process.execPath, ['scripts/demo.mjs', ...words]);
const run = (...words) => start(...words).end;

test('installs only what the example needs, builds the example, and runs it with the given arguments', async () => {
  const { code, out, errors } = await run();
  assert.deepEqual({ code, out }, { code: 0, out: '[]\n' });
  assert.match(errors, /^Installing what the example needs, with pnpm@1\.2\.3: about 30 s\nBuilding the example: /);
  assert.deepEqual(callsOf('npx'), [
    '-y pnpm@1.2.3 install --frozen-lockfile --reporter=append-only --prod --filter-prod @penstock/example-bitcoin...',
  ]);
  assert.deepEqual((await run('--once', '--port', '0')).out, '["--once","--port","0"]\n');
});

test('installs and builds again only after a change of a byte or a name, or when a file is missing', async () => {
  await run();
  assert.equal((await run()).errors, '');
  // Git changes the times of files when it switches branches.
  utimesSync(join(clone, 'packages/stream/src/index.ts'), new Date(), new Date());
  await run();
  assert.deepEqual([callsOf('npx').length, callsOf('build').length], [1, 1]);

  write('packages/stream/src/index.ts', 'two');
  await run();
  assert.deepEqual([callsOf('npx').length, callsOf('build').length], [1, 2]);
  rmSync(join(clone, 'packages/stream/src/other.ts'));
  await run();
  assert.deepEqual([callsOf('npx').length, callsOf('build').length], [1, 3]);
  write('packages/stream/src/renamed.ts', 'other');
  await run();
  assert.deepEqual([callsOf('npx').length, callsOf('build').length], [1, 4]);
  rmSync(join(clone, 'examples/bitcoin/dist'), { recursive: true });
  await run();
  assert.deepEqual([callsOf('npx').length, callsOf('build').length], [1, 5]);
  write('pnpm-lock.yaml', 'another lockfile');
  await run();
  assert.deepEqual([callsOf('npx').length, callsOf('build').length], [2, 6]);
});

test('does not reduce a full install', async () => {
  write('node_modules/.pnpm-workspace-state-v1.json', '{ "filteredInstall": false, "settings": { "dev": true } }');
  await run();
  assert.deepEqual(callsOf('npx'), ['-y pnpm@1.2.3 install --frozen-lockfile --reporter=append-only']);
});

test('answers --help, --version and a wrong option in a fresh clone without install and build', async () => {
  const help = await run('--help');
  assert.deepEqual(
    { code: help.code, opening: help.out.slice(0, 26) },
    { code: 0, opening: 'Usage: npm run demo -- [co' },
  );
  assert.deepEqual((await run('--version')).out, '4.5.6\n');
  const wrong = await run('--onze');
  assert.equal(wrong.code, 2);
  assert.match(wrong.errors, /Unknown option '--onze'\n\(Did you mean --once\?\)/);
  assert.deepEqual([callsOf('npx'), callsOf('build')], [[], []]);
  assert.match(callsOf('npm')[0], /^install --prefix .* commander@7$/);
});

test('installs even when the package that reads the command line cannot be downloaded', async () => {
  program('bin/npm', 'process.exit(1)');
  assert.deepEqual((await run('--once')).out, '["--once"]\n');
});

test('reports a named port that is in use before it installs', async () => {
  await run();
  rmSync(join(clone, 'npx.log'));
  write('pnpm-lock.yaml', 'another lockfile');
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  const { code, errors } = await run('--port', String(port));
  server.close();
  assert.equal(code, 1);
  assert.match(errors, new RegExp(`^Error: Expected port ${port} to be free: .*EADDRINUSE.*--port 0`));
  assert.deepEqual(callsOf('npx'), []);
});

test('reports a failed command with its output, and tries again at the next start', async () => {
  write('examples/bitcoin/build.mjs', "console.log('no such module'); process.exit(3);");
  const { code, errors } = await run();
  assert.equal(code, 1);
  assert.match(errors, /Error: Building the example failed; .* ended with 3\.\nno such module\n/);
  assert.equal((await run()).code, 1);
  assert.equal(callsOf('npx').length, 1);
});

const isAlive = (pid) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

for (const [stage, path, said] of [
  ['install', 'bin/npx', 'Stopped. The install is not complete; the next start goes on with it.\n'],
  ['build', 'examples/bitcoin/build.mjs', 'Stopped. The build is not complete; the next start builds again.\n'],
]) {
  test(`ends the ${stage} on Ctrl+C with all its processes, code 130, and what is left`, async () => {
    // A child that outlives its parent unless it is also stopped.
    const text = `
      const { spawn } = process.getBuiltinModule('node:child_process');
      const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
      process.getBuiltinModule('node:fs').writeFileSync('pid', String(child.pid));
      setInterval(() => {}, 1000);`;
    if (path.startsWith('bin/')) program(path, text);
    else write(path, text);
    const { child, end } = start();
    await until(() => existsSync(join(clone, 'pid')) && read('pid') !== '');
    const pid = Number(read('pid'));
    assert.equal(isAlive(pid), true);
    child.kill('SIGINT');
    const { code, errors } = await end;
    assert.equal(code, 130);
    assert.equal(errors.endsWith(said), true, errors);
    await until(() => !isAlive(pid));
    // The next start runs the stage again.
    assert.equal(JSON.parse(read('.cache/demo.json'))[stage === 'install' ? 'installed' : 'built'], undefined);
  });
}

test('leaves Ctrl+C to the running example', async () => {
  write(
    'examples/bitcoin/build.mjs',
    `import { mkdirSync, writeFileSync } from 'node:fs';
    mkdirSync('examples/bitcoin/dist', { recursive: true });
    writeFileSync('examples/bitcoin/dist/main.js', \`
      process.once('SIGINT', () => { console.log('ended well'); process.exitCode = 7; clearInterval(timer); });
      const timer = setInterval(() => {}, 1000);
      console.log('up');\`);`,
  );
  const { child, ended, end } = start();
  await until(() => ended.out.includes('up'));
  child.kill('SIGINT');
  assert.deepEqual(await end.then(({ code, out }) => ({ code, out })), { code: 7, out: 'up\nended well\n' });
});

test('ends the example once the shell that npm started it by has ended', async () => {
  write(
    'examples/bitcoin/build.mjs',
    `import { mkdirSync, writeFileSync } from 'node:fs';
    mkdirSync('examples/bitcoin/dist', { recursive: true });
    writeFileSync('examples/bitcoin/dist/main.js', \`
      process.once('SIGTERM', () => { console.log('ended well'); clearInterval(timer); });
      const timer = setInterval(() => {}, 1000);
      console.log('up');\`);`,
  );
  // A second command keeps the shell from becoming the first one, as the shells of some systems would.
  const { child, ended, end } = started('sh', ['-c', `'${process.execPath}' scripts/demo.mjs; :`], {
    npm_lifecycle_event: 'demo',
  });
  await until(() => ended.out.includes('up'));
  child.kill('SIGTERM');
  assert.equal((await end).out, 'up\nended well\n');
});

test("reads pnpm's progress", () => {
  const [early, late] = [
    'resolved 200, reused 90, downloaded 5, added 50',
    'resolved 4, reused 4, downloaded 0, added 3',
  ];
  assert.equal(shareDone(`Progress: ${early}\n`), 0.25);
  assert.equal(shareDone(`Progress: ${early}\nProgress: ${late}, done`), 0.75);
  assert.equal(shareDone('Done in 3s'), undefined);
});
