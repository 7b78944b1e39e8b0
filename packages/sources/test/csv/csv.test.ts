import { describe, expect, test } from 'vitest';
import { csv, date, number, text } from '../../src/index.ts';
import { collect, newFile } from '../scratch-files.ts';

const columns = { Date: date, Symbol: text, Rate: number };
const rates = async (content: string) => csv(await newFile(content), { columns });

describe('csv', () => {
  test('reads each cell with the reader of its column, in any order of the header', async () => {
    const source = await rates(
      '\uFEFFRate,Date,Symbol\r\n1.5,2014-09-17,"a,b"\r\n\r\n-2e3,2014-09-17T12:00:00+02:00,c\r\n',
    );
    expect(await collect(source)).toEqual([
      { Rate: 1.5, Date: Date.UTC(2014, 8, 17), Symbol: 'a,b' },
      { Rate: -2000, Date: Date.UTC(2014, 8, 17, 10), Symbol: 'c' },
    ]);
  });

  test('has the path as its name and reads the file again in every iteration', async () => {
    const path = await newFile('Date,Symbol,Rate\n2014-09-17,a,1\n');
    const source = csv(path, { columns });
    expect(source.name).toBe(path);
    expect(await collect(source)).toEqual(await collect(source));
  });

  test.each(['', 'null', 'NaN', 'Infinity', '1e999', ' 1', '1,000', '0x10', '1.2.3'])(
    'rejects %j as a number and names record and field',
    async (cell) => {
      await expect(
        collect(await rates(`Date,Symbol,Rate\n2014-09-17,a,1\n2014-09-18,b,"${cell}"\n`)),
      ).rejects.toMatchObject({
        code: 'PENSTOCK_BAD_FIELD',
        message: expect.stringMatching(/^Field "Rate" in record 2 \(line 3\)/),
      });
    },
  );

  test.each(['', 'null', '17.09.2014', '2023-02-29', '2014-13-01', '2014-09-17T12:00:00', '2014-09-17T25:00:00Z'])(
    'rejects %j as a date',
    async (cell) => {
      await expect(collect(await rates(`Date,Symbol,Rate\n${cell},a,1\n`))).rejects.toMatchObject({
        code: 'PENSTOCK_BAD_FIELD',
        message: expect.stringContaining('"Date"'),
      });
    },
  );

  test.each(['', 'null'])('rejects %j as text', async (cell) => {
    await expect(collect(await rates(`Date,Symbol,Rate\n2014-09-17,${cell},1\n`))).rejects.toMatchObject({
      code: 'PENSTOCK_BAD_FIELD',
    });
  });

  test.each([
    ['an unknown column', 'Date,Symbol,Rate,Extra\n', 'unknown: "Extra"'],
    ['a missing column', 'Date,Symbol\n', 'missing: "Rate"'],
    ['a repeated column', 'Date,Symbol,Rate,Rate\n', 'repeated: "Rate"'],
    ['no header at all', '', 'empty'],
  ])('rejects a file with %s', async (_, content, message) => {
    await expect(collect(await rates(content))).rejects.toMatchObject({
      code: 'PENSTOCK_BAD_HEADER',
      message: expect.stringContaining(message),
    });
  });

  test.each([
    ['too few cells', '2014-09-18,b'],
    ['too many cells', '2014-09-18,b,1,2'],
    ['a quote that is never closed', '2014-09-18,"b,1'],
    ['characters after a quoted cell', '2014-09-18,"b"x,1'],
    ['a quote inside of a cell', '2014-09-18,b"x",1'],
  ])('rejects a record with %s', async (_, record) => {
    const source = await rates(`Date,Symbol,Rate\n2014-09-17,a,1\n${record}\n`);
    await expect(collect(source)).rejects.toMatchObject({
      code: 'PENSTOCK_BAD_RECORD',
      message: expect.stringMatching(/record 2/i),
    });
  });

  test('rejects a record above 1 MiB and does not keep it in memory', async () => {
    await expect(collect(await rates(`Date,Symbol,Rate\n2014-09-18,"${'x'.repeat(2 ** 21)}`))).rejects.toMatchObject({
      code: 'PENSTOCK_BAD_RECORD',
      cause: { code: 'CSV_MAX_RECORD_SIZE' },
    });
  });

  test('yields the records before a broken one', async () => {
    const seen: number[] = [];
    const reading = async () => {
      for await (const { Rate } of await rates('Date,Symbol,Rate\n2014-09-17,a,1\n2014-09-18,b,x\n')) seen.push(Rate);
    };
    await expect(reading()).rejects.toThrow('"x"');
    expect(seen).toEqual([1]);
  });

  test('reports a missing file', async () => {
    await expect(collect(csv(`${await newFile('')}-none`, { columns }))).rejects.toMatchObject({
      code: 'PENSTOCK_FILE_UNREADABLE',
      cause: { code: 'ENOENT' },
    });
  });

  test('rejects options without columns', () => {
    expect(() => csv('x.csv', { columns: {} })).toThrow(expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }));
  });

  test('throws the reason of a signal aborted before or while reading', async () => {
    const path = await newFile(`Date,Symbol,Rate\n${'2014-09-17,a,1\n'.repeat(50_000)}`);
    const reason = new Error('enough');
    await expect(collect(csv(path, { columns, signal: AbortSignal.abort(reason) }))).rejects.toBe(reason);
    const controller = new AbortController();
    let count = 0;
    const reading = async () => {
      for await (const _ of csv(path, { columns, signal: controller.signal })) {
        count += 1;
        if (count === 10) controller.abort(reason);
      }
    };
    await expect(reading()).rejects.toBe(reason);
    expect(count).toBe(10);
  });
});
