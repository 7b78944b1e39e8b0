import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csv, number, text } from '../../src/index.ts';
import type { CsvFormat } from '../../src/index.ts';
import { collect, newFile } from '../scratch-files.ts';

const columns = { Name: text, Rate: number };
const read = async (content: string | Uint8Array, format: CsvFormat = {}) =>
  collect(csv(await newFile(content), { columns, ...format }));
const names = async (content: string | Uint8Array, format?: CsvFormat) =>
  (await read(content, format)).map(({ Name }) => Name);

describe('line ends of a CSV file', () => {
  test.each(['\n', '\r\n', '\r'])('may all be %j', async (end) => {
    expect(await read(['Name,Rate', 'a,1', '', 'b,2', ''].join(end))).toEqual([
      { Name: 'a', Rate: 1 },
      { Name: 'b', Rate: 2 },
    ]);
  });

  test.each([
    ['CR LF after LF', 'Rate,Name\n1,a\r\n2,b\r\n'],
    ['LF after CR LF', 'Rate,Name\r\n1,a\n2,b\n'],
    ['CR after LF', 'Rate,Name\n1,a\r2,b\r'],
    ['LF after CR', 'Rate,Name\r1,a\n2,b'],
  ])('may be mixed: %s', async (_, content) => {
    expect(await names(content)).toEqual(['a', 'b']);
  });

  test('are kept in quoted cells', async () => {
    expect(await names('Name,Rate\r\n"a\r\nb",1\n"c\rd",2\n"e\nf",3\r\n')).toEqual(['a\r\nb', 'c\rd', 'e\nf']);
  });

  test('in quoted cells count in the line number of an error', async () => {
    await expect(read('Name,Rate\r\n"a\r\nb\r\nc",1\r\n\r\nd,x\r\n')).rejects.toThrow(/record 2 \(line 6\)/);
  });

  test('are found at any position of a chunk boundary', async () => {
    // Longer than a chunk of 64 KiB, so that the boundary of a chunk falls on every position of a row.
    const rows = Array.from({ length: 9_000 }, (_, n) => ({ Name: `ü${n}`, Rate: n }));
    const ends = ['\n', '\r\n', '\r'];
    expect(
      await read(`Name,Rate\n${rows.map(({ Name, Rate }) => `${Name},${Rate}${ends[Rate % 3]}`).join('')}`),
    ).toEqual(rows);
  });
});

describe('the encoding of a CSV file', () => {
  const content = 'Name,Rate\nMüller,1\nMøller,2\n';
  const utf16be = (string: string) => Buffer.from(string, 'utf16le').swap16();

  test('is UTF-8 by default; other bytes are an error and not replaced', async () => {
    expect(await names(content)).toEqual(['Müller', 'Møller']);
    await expect(read(Buffer.from(content, 'latin1'))).rejects.toMatchObject({
      code: 'PENSTOCK_BAD_ENCODING',
      message: expect.stringMatching(/^Expected utf-8 in line 2 of .*windows-1252/),
    });
  });

  test.each(['windows-1252', 'latin1', 'iso-8859-1', 'cp1252'])('can be stated as %s', async (encoding) => {
    expect(await names(Buffer.from(content, 'latin1'), { encoding })).toEqual(['Müller', 'Møller']);
    // 0x80 and 0x92 of windows-1252.
    expect(await names(Buffer.from('Name,Rate\n\x80,1\nO\x92Neill,2\n', 'latin1'), { encoding })).toEqual([
      '€',
      'O’Neill',
    ]);
  });

  test('is that of a byte order mark', async () => {
    expect(await names(`\uFEFF${content}`)).toEqual(['Müller', 'Møller']);
    expect(await names(`\uFEFF${content}`, { encoding: 'utf8' })).toEqual(['Müller', 'Møller']);
    expect(await names(Buffer.from(`\uFEFF${content}`, 'utf16le'))).toEqual(['Müller', 'Møller']);
    expect(await names(utf16be(`\uFEFF${content}`))).toEqual(['Müller', 'Møller']);
  });

  test('can be stated as UTF-16 without a byte order mark', async () => {
    expect(await names(Buffer.from(content, 'utf16le'), { encoding: 'utf-16le' })).toEqual(['Müller', 'Møller']);
    expect(await names(utf16be(content), { encoding: 'utf-16be' })).toEqual(['Müller', 'Møller']);
    expect(await names(Buffer.from(`\uFEFF${content}`, 'utf16le'), { encoding: 'utf-16le' })).toEqual([
      'Müller',
      'Møller',
    ]);
  });

  test.each([
    ['UTF-16 without a mark as UTF-8', Buffer.from(content, 'utf16le'), undefined, /in line 2 .*utf-16le/],
    [
      'UTF-16 of ASCII characters as UTF-8',
      Buffer.from('Name,Rate\na,1\n', 'utf16le'),
      undefined,
      /NUL character in line 1\..*utf-16le/,
    ],
    ['UTF-16 with a mark as UTF-8', Buffer.from(`\uFEFF${content}`, 'utf16le'), 'utf-8', /mark says utf-16le/],
    ['UTF-8 with a mark as windows-1252', Buffer.from(`\uFEFF${content}`), 'windows-1252', /mark says utf-8/],
    ['UTF-8 with a mark as UTF-16', Buffer.from(`\uFEFF${content}`), 'utf-16le', /mark says utf-8/],
    ['UTF-16 of the other order', utf16be(`\uFEFF${content}`), 'utf-16le', /mark says utf-16be/],
    ['a character cut off at the end', Buffer.from(`${content}Ä`).subarray(0, -1), undefined, /cut off/],
    ['half a UTF-16 character at the end', Buffer.from(content, 'utf16le').subarray(0, -1), 'utf-16le', /utf-16le/],
    ['an overlong form', Buffer.concat([Buffer.from(content), Buffer.from([0xc0, 0x80])]), undefined, /line 4/],
    [
      'a surrogate in UTF-8',
      Buffer.concat([Buffer.from(content), Buffer.from([0xed, 0xa0, 0x80])]),
      undefined,
      /line 4/,
    ],
    [
      'a tail of zeros, as a crash leaves it',
      Buffer.concat([Buffer.from(content), Buffer.alloc(100)]),
      undefined,
      /NUL character in line 4/,
    ],
    ['a NUL in a cell', Buffer.from('Name,Rate\na\0b,1\n'), undefined, /NUL character in line 2/],
  ])('is checked: %s is an error', async (_, bytes, encoding, message) => {
    await expect(read(bytes, encoding === undefined ? {} : { encoding })).rejects.toMatchObject({
      code: 'PENSTOCK_BAD_ENCODING',
      message: expect.stringMatching(message),
    });
  });

  test('is checked in every chunk, and the error names the line', async () => {
    const lines = Array.from({ length: 30_000 }, (_, n) => `ü${n},${n}`);
    lines[25_000] = '\xfc,1';
    const bytes = Buffer.concat([
      Buffer.from('Name,Rate\n'),
      ...lines.map((line) => Buffer.from(`${line}\n`, line.startsWith('\xfc,') ? 'latin1' : 'utf8')),
    ]);
    await expect(read(bytes)).rejects.toThrow(/in line 25002 of/);
  });

  test('round-trips any text', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 5 }),
        async (cells) => {
          const kept = cells.filter((cell) => cell.trim() !== '' && cell !== 'null' && !cell.includes('\0'));
          const lines = kept.map((cell) => `"${cell.replaceAll('"', '""')}",1\r\n`).join('');
          expect(await names(`Name,Rate\n${lines}`)).toEqual(kept);
          expect(await names(Buffer.from(`\uFEFFName,Rate\n${lines}`, 'utf16le'))).toEqual(kept);
        },
      ),
      { numRuns: 50 },
    );
  });

  test('must be one that TextDecoder knows', () => {
    expect(() => csv('x', { columns, encoding: 'utf-7' })).toThrow(
      expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }),
    );
  });
});

describe('a packed CSV file', () => {
  const content = 'Name,Rate\na,1\nb,2\n';
  const whole = gzipSync(content);

  test('is recognised by its first bytes, whatever its name', async () => {
    expect(await names(whole)).toEqual(['a', 'b']);
  });

  test('may have several gzip members', async () => {
    expect(await names(Buffer.concat([gzipSync('Name,Rate\na,'), gzipSync('1\nb,'), gzipSync('2\n')]))).toEqual([
      'a',
      'b',
    ]);
  });

  test('is decoded like any other file', async () => {
    expect(await names(gzipSync(Buffer.from('Name,Rate\nMüller,1\n', 'latin1')), { encoding: 'latin1' })).toEqual([
      'Müller',
    ]);
    await expect(read(gzipSync(Buffer.from('Name,Rate\nMüller,1\n', 'latin1')))).rejects.toMatchObject({
      code: 'PENSTOCK_BAD_ENCODING',
    });
  });

  test.each([
    ['cut off', whole.subarray(0, -5), /cut off/],
    ['cut off in its header', whole.subarray(0, 5), /cut off/],
    ['damaged', Buffer.concat([whole.subarray(0, 12), Buffer.from('xxxxxxxxxx')]), /damaged/],
    ['wrong by its check sum', Buffer.concat([whole.subarray(0, -8), Buffer.alloc(8)]), /damaged/],
    ['followed by other bytes', Buffer.concat([whole, Buffer.from('c,3\n')]), /damaged/],
    [
      'followed by zeros and another member',
      Buffer.concat([whole, Buffer.alloc(4), gzipSync('c,3\n')]),
      /bytes follow/,
    ],
    ['a ZIP archive', Buffer.from('PK\x03\x04........'), /ZIP/],
    ['packed as bzip2', Buffer.from('BZh91AY&SY......'), /bzip2/],
  ])('is an error when it is %s', async (_, bytes, message) => {
    await expect(read(bytes)).rejects.toMatchObject({
      code: 'PENSTOCK_FILE_UNREADABLE',
      message: expect.stringMatching(message),
    });
  });
});

describe('the delimiter of a CSV file', () => {
  test.each([';', '\t', '|'] as const)('may be %j', async (delimiter) => {
    expect(await read(`Name${delimiter}Rate\n"a,b"${delimiter}1\n`, { delimiter })).toEqual([{ Name: 'a,b', Rate: 1 }]);
  });

  test('is that of a line sep= before the header', async () => {
    for (const end of ['\n', '\r\n', '\r']) {
      const lines = ['sep=;', 'Name;Rate', '"a;b";1', 'c;2', ''];
      const rows = [
        { Name: 'a;b', Rate: 1 },
        { Name: 'c', Rate: 2 },
      ];
      expect(await read(`\uFEFF${lines.join(end)}`, { delimiter: ';' })).toEqual(rows);
    }
    await expect(read('sep=;\nName;Rate\na;x\n', { delimiter: ';' })).rejects.toThrow(/record 1 \(line 3\)/);
    await expect(read('sep=;\nName;Rate\na;1\nb;"2"x\n', { delimiter: ';' })).rejects.toThrow(/ in record 2 of/);
  });

  test('is suggested by the error when the header has another one', async () => {
    await expect(read('Name;Rate\na;1\n')).rejects.toThrow(/holds ";": set delimiter/);
  });

  test.each([{ delimiter: ',,' as ',' }, { delimeter: ';' } as object])('must be a supported one: %j', (format) => {
    expect(() => csv('x', { columns, ...format })).toThrow(expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }));
  });
});
