import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';

test("pnpm caches the registry's data in the project, not in the user's cache", () => {
  expect(existsSync(join(inject('installed'), '.pnpm-cache'))).toBe(true);
});
