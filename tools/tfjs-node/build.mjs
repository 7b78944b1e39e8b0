/**
 * Builds `@tensorflow/tfjs-node` from package registries: `node tools/tfjs-node/build.mjs`.
 *
 * Its own install script downloads TensorFlow from a host that some networks cannot reach. The Python wheel has the
 * same library and its headers, so only one call of g++ is needed. Requires Linux on x64 with npm, python3 with pip,
 * and g++; downloads about 200 MB and takes 700 MB on disk. Existing parts are not built again.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findTfjsNode, folder } from './find.mjs';

const wheelName = 'tensorflow-cpu==2.15.1';
const packages = ['@tensorflow/tfjs-node@4.22.0', 'node-api-headers@1.9.0'];

// Python unpacks the wheel, which is a zip file, since Node has no reader for zip files.
const unzip = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as wheel:
    wheel.extractall(sys.argv[2], [name for name in wheel.namelist()
        if name.startswith(('tensorflow/libtensorflow_cc.so', 'tensorflow/libtensorflow_framework.so',
            'tensorflow/include/tensorflow/', 'tensorflow/include/tsl/'))])
`;

const run = (command, args, cwd) => {
  console.log(`> ${command} ${args.filter((word) => word !== unzip).join(' ')}`);
  execFileSync(command, args, { cwd, stdio: ['ignore', 'inherit', 'inherit'] });
};

function build() {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  // Without install scripts, which would download TensorFlow.
  run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--save-exact', ...packages], folder);
  const draft = mkdtempSync(join(folder, 'draft-'));
  try {
    run('python3', [
      '-m',
      'pip',
      'download',
      '--quiet',
      '--no-deps',
      '--only-binary',
      ':all:',
      '--python-version',
      '3.11',
      '--platform',
      'manylinux2014_x86_64',
      '--dest',
      draft,
      wheelName,
    ]);
    const wheel = readdirSync(draft).find((name) => name.endsWith('.whl'));
    run('python3', ['-c', unzip, join(draft, wheel), draft]);
    link(join(draft, 'tensorflow'));
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

function link(tensorflow) {
  const home = join(folder, 'node_modules', '@tensorflow', 'tfjs-node');
  const libraries = join(home, 'deps', 'lib');
  rmSync(join(home, 'deps'), { recursive: true, force: true });
  mkdirSync(libraries, { recursive: true });
  renameSync(join(tensorflow, 'include'), join(home, 'deps', 'include'));
  for (const [wanted, name] of [
    ['libtensorflow.so', 'libtensorflow_cc.so.2'],
    ['libtensorflow_framework.so', 'libtensorflow_framework.so.2'],
  ]) {
    renameSync(join(tensorflow, name), join(libraries, name));
    symlinkSync(name, join(libraries, wanted));
  }
  const target = join(home, 'lib', 'napi-v8');
  mkdirSync(target, { recursive: true });
  const made = join(target, 'draft.node');
  run('g++', [
    '-std=c++17',
    '-O2',
    '-fPIC',
    '-shared',
    '-DNAPI_VERSION=8',
    `-I${join(home, 'deps', 'include')}`,
    `-I${home}`,
    `-I${join(folder, 'node_modules', 'node-api-headers', 'include')}`,
    join(home, 'binding', 'tfjs_backend.cc'),
    join(home, 'binding', 'tfjs_binding.cc'),
    `-L${libraries}`,
    '-ltensorflow',
    '-ltensorflow_framework',
    '-Wl,-rpath,$ORIGIN/../../deps/lib',
    '-o',
    made,
  ]);
  // Last, so that an incomplete build is never found.
  renameSync(made, join(target, 'tfjs_binding.node'));
}

const { path } = findTfjsNode();
if (path === undefined) build();
const found = findTfjsNode();
console.log(found.path ?? found.missing);
if (found.path === undefined) process.exitCode = 1;
