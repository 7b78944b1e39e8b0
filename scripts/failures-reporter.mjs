import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { root } from './pnpm.mjs';

export const failuresFile = join(root, '.cache', 'vitest-failures.txt');

/**
 * A reporter of vitest that writes one line for each failure: failed tests, files that did not load, and errors outside
 * of tests, which the JSON report leaves out. It also writes tests that passed in a retry. `npm test` ends with these
 * lines, so that the end of a long log shows what failed.
 */
export default class FailuresReporter {
  onTestRunEnd(modules, unhandled) {
    const lines = [...modules.flatMap(ofModule), ...unhandled.map((error) => `no test: ${firstLine(error)}`)];
    mkdirSync(dirname(failuresFile), { recursive: true });
    writeFileSync(failuresFile, lines.map((line) => `${line}\n`).join(''));
  }
}

function ofModule(module) {
  const place = `${module.project.name} ${relative(root, module.moduleId)}`;
  const failed = [...module.children.allTests('failed')].map(
    (test) => `${place} > ${nameOf(test)}: ${firstLine(test.result().errors[0])}`,
  );
  const retried = [...module.children.allTests('passed')]
    .filter((test) => test.diagnostic()?.flaky)
    .map((test) => `${place} > ${nameOf(test)}: passed at the second attempt; ${firstLine(test.result().errors?.[0])}`);
  return [...failed, ...retried, ...module.errors().map((error) => `${place}: ${firstLine(error)}`)];
}

const nameOf = (test) => test.fullName.replaceAll('\n', ' ');

function firstLine(error) {
  return String(error?.message ?? error).split('\n', 1)[0];
}
