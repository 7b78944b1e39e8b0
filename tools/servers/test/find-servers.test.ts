import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findServers } from '@penstock/servers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findJdks } from '../src/install/java.ts';

let folder: string;
const file = (path: string, text = ''): string => {
  const full = join(folder, path);
  mkdirSync(join(full, '..'), { recursive: true });
  writeFileSync(full, text);
  chmodSync(full, 0o755);
  return full;
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'penstock-find-'));
  file('jdk/bin/javac');
  file('jdk/release', 'IMPLEMENTOR="None"\nJAVA_VERSION="99.0.1"\n');
  file('jre/release', 'JAVA_VERSION="99.0.1"\n');
  file('broken/bin/javac');
  file('broken/release', 'no version here');
  file('bin/mvn');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('findJdks', () => {
  const releasesFor = (home: string): number[] =>
    findJdks({ JAVA_HOME_99_X64: join(folder, home) }).map((jdk) => jdk.release);

  test('finds the kits that variables name, the oldest release first', () => {
    const releases = releasesFor('jdk');
    expect(releases.at(-1)).toBe(99);
    expect(releases).toEqual(releases.toSorted((a, b) => a - b));
  });

  test.each(['jre', 'broken', 'absent'])('skips a folder that is not a kit: %s', (home) => {
    expect(releasesFor(home)).not.toContain(99);
  });
});

describe('findServers', () => {
  test('can start servers with Java and Maven', () => {
    const found = findServers({ JAVA_HOME: join(folder, 'jdk'), PATH: join(folder, 'bin') });
    expect(found).toMatchObject({ canStart: true, missing: undefined });
  });

  test('says in one line what is missing', () => {
    const { canStart, missing } = findServers({ JAVA_HOME: join(folder, 'jdk'), PATH: '' });
    expect(canStart).toBe(false);
    expect(missing).toMatch(/^no real servers: missing Maven, and PENSTOCK_KAFKA .* Docker does not answer either$/);
  });

  test('needs nothing else when both addresses are set', () => {
    const env = { PENSTOCK_KAFKA: 'a:9092, b:9092', PENSTOCK_ELASTICSEARCH: 'http://c:9200' };
    expect(findServers({ ...env, PATH: '' })).toMatchObject({
      kafka: ['a:9092', 'b:9092'],
      elasticsearch: ['http://c:9200'],
      missing: undefined,
    });
    expect(findServers({ PENSTOCK_KAFKA: 'a:9092', PATH: '' }).missing).toBeDefined();
  });

  test.each([
    ['PENSTOCK_KAFKA', 'a:9092,b'],
    ['PENSTOCK_KAFKA', 'http://a:9092'],
    ['PENSTOCK_ELASTICSEARCH', 'user:hunter2@a:9200'],
    ['PENSTOCK_ELASTICSEARCH', 'ftp://c:9200'],
  ])('refuses %s=%s without repeating it', (name, value) => {
    let thrown: unknown;
    try {
      findServers({ [name]: value });
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ code: 'PENSTOCK_BAD_OPTION', message: expect.stringContaining(name) });
    expect((thrown as Error).message).not.toContain(value);
  });
});
