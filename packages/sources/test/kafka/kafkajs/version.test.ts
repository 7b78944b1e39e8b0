import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkVersion, installedVersion, testedVersion } from '../../../src/kafka/kafkajs/version.ts';

interface Manifest {
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

describe('the version of kafkajs', () => {
  test('is the same in the tests, the peer dependency and the check', () => {
    const manifest = JSON.parse(
      readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'),
    ) as unknown as Manifest;
    expect([manifest.devDependencies['kafkajs'], manifest.peerDependencies['kafkajs'], installedVersion()]).toEqual([
      testedVersion,
      testedVersion,
      testedVersion,
    ]);
  });

  test('is rejected when another one is installed', () => {
    expect(() => checkVersion('2.2.5')).toThrow(
      expect.objectContaining({ code: 'PENSTOCK_PEER_VERSION', message: expect.stringContaining('got 2.2.5') }),
    );
  });

  test('is not checked when it cannot be read', () => {
    expect(() => checkVersion(undefined)).not.toThrow();
  });
});
