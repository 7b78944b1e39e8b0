import { expect, test } from 'vitest';
import { readPage } from '../src/read-page.ts';

const none = (path: string): string => {
  throw new Error(`nothing is included; got ${path}`);
};
const block = (language: string, text: string): string => `\`\`\`${language}\n${text}\n\`\`\`\n`;

test('a block whose first line names a file is that file', () => {
  expect(readPage(`Save it:\n\n${block('ts', '// a.ts\nconst a = 1;')}`, none)).toEqual([
    { kind: 'file', line: 3, name: 'a.ts', text: '// a.ts\nconst a = 1;\n' },
  ]);
  expect(readPage(block('yaml', '# compose.yaml\nname: x'), none)).toMatchObject([{ name: 'compose.yaml' }]);
});

test('a block without a name is not a step', () => {
  expect(readPage(block('ts', 'const a = 1;\n// b.ts'), none)).toEqual([]);
});

test('a text block right after commands is their output', () => {
  const page = `${block('sh', 'node a.ts')}\nprints\n\n${block('text', '1\n2')}\n${block('text', 'else')}`;
  expect(readPage(page, none)).toEqual([{ kind: 'commands', line: 1, commands: 'node a.ts\n', output: '1\n2\n' }]);
});

test('a text block after another block is not the output of the commands', () => {
  const page = block('sh', 'node a.ts') + block('ts', 'const b = 2;') + block('text', '1');
  expect(readPage(page, none)).toMatchObject([{ output: undefined }]);
});

test('commands that are marked as not to be run are skipped', () => {
  expect(readPage(block('sh no-run', 'docker build .'), none)).toEqual([]);
});

test('an included file keeps its own name', () => {
  expect(readPage('<<< @/../examples/tasks/src/b.ts\n', (path) => `of ${path}`)).toEqual([
    { kind: 'file', line: 1, name: 'b.ts', text: 'of ../examples/tasks/src/b.ts' },
  ]);
});
