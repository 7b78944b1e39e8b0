import { expect, test } from 'vitest';
import { progressOn } from '../../src/output/progress.ts';

const screen = (isTTY: boolean) => {
  const written: string[] = [];
  return { written, out: { isTTY, write: (text: string | Uint8Array) => (written.push(String(text)), true) } };
};

test('overwrites one line on a terminal, with the time left', () => {
  const { written, out } = screen(true);
  let time = 0;
  const progress = progressOn(out, { now: () => time });
  progress.step('Epoch', 1, 10);
  time = 10_000;
  progress.step('Epoch', 5, 10);
  progress.line('Done');
  expect(written).toEqual(['\r\u001B[KEpoch 1/10', '\r\u001B[KEpoch 5/10, about 10 s left', '\r\u001B[KDone\n']);
});

test('writes plain lines to a file or a pipe, one for each quarter', () => {
  const { written, out } = screen(false);
  const progress = progressOn(out, { now: () => 0 });
  for (let done = 1; done <= 8; done += 1) progress.step('Epoch', done, 8);
  expect(written).toEqual(['Epoch 1/8\n', 'Epoch 2/8\n', 'Epoch 4/8\n', 'Epoch 6/8\n', 'Epoch 8/8\n']);
});

test('prints only notices when it is quiet', () => {
  const { written, out } = screen(false);
  const progress = progressOn(out, { quiet: true });
  progress.line('Prices');
  progress.step('Epoch', 1, 1);
  progress.notice('Page at http://127.0.0.1:8080/');
  expect(written).toEqual(['Page at http://127.0.0.1:8080/\n']);
});
