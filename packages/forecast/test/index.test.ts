import { expect, test, vi } from 'vitest';

vi.mock('rxjs', () => {
  throw new Error('RxJS was loaded');
});

test('the package loads without RxJS', async () => {
  await expect(import('../src/index.ts')).resolves.toHaveProperty('ets');
});

test('the operators of a flow load RxJS', async () => {
  await expect(import('../src/flow/index.ts')).rejects.toMatchObject({ cause: { message: 'RxJS was loaded' } });
});
