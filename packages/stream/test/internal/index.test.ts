import { expect, test, vi } from 'vitest';

vi.mock('rxjs', () => {
  throw new Error('RxJS was loaded');
});

test('the internal entry loads without RxJS', async () => {
  await expect(import('../../src/internal/index.ts')).resolves.toHaveProperty('checkOptions');
});

test('the error entry loads without RxJS', async () => {
  await expect(import('../../src/error/index.ts')).resolves.toHaveProperty('PenstockError');
});

test('the root loads RxJS', async () => {
  await expect(import('../../src/index.ts')).rejects.toMatchObject({ cause: { message: 'RxJS was loaded' } });
});
