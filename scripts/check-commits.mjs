/**
 * Checks the subjects of the commits since the rule began, as far as this clone contains them:
 * `node scripts/check-commits.mjs [FIRST]`.
 */
import { execFileSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The last commit before the rule. */
const begin = '0b93be54e71b1b86323b4e847a5c286b296de900';
const longest = 72;
const root = join(import.meta.dirname, '..');

/** Returns the problem of a subject, or `undefined`. */
export function judgeSubject(subject) {
  if (subject.length > longest) return `has ${subject.length} characters; expected at most ${longest}`;
  if (!subject.includes(' ')) return 'is one word; expected a sentence that says what changed';
  if (subject.endsWith('.')) return 'ends with a full stop; expected none';
  return undefined;
}

const git = (...args) =>
  execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();

/**
 * Returns `HASH SUBJECT` of each commit after `first`. A shallow clone may lack that commit; then all its commits
 * count.
 */
function commitsSince(first) {
  const log = (...range) => git('log', '--no-merges', '--format=%h %s', ...range).split('\n');
  try {
    return log(`${first}..HEAD`);
  } catch {
    return git('rev-parse', '--is-shallow-repository') === 'true' ? log('--max-count=1', 'HEAD') : [];
  }
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  let problems = [];
  try {
    problems = commitsSince(process.argv[2] ?? begin).flatMap((line) => {
      const problem = judgeSubject(line.slice(line.indexOf(' ') + 1));
      return problem === undefined ? [] : [`${line}\n  ${problem}. The reason goes into the body.`];
    });
  } catch {
    console.log('Git has no history here, so the commits are not checked.');
  }
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
