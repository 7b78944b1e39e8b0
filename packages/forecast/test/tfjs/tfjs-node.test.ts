import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findTfjsNode } from '@penstock/tfjs-node';
import type * as tfjs from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { lstm } from '../../src/index.ts';
import { fromLayersModel, toLayersModel } from '../../src/tfjs/index.ts';
import { wave } from '../waves.ts';
import { engineSuite } from './engine-suite.ts';

const { path, missing } = findTfjsNode();

test('tfjs-node is installed, or there is a reason why it is not', () => {
  expect([path, missing].filter((said) => said !== undefined)).toHaveLength(1);
});

// The test is not registered on other machines, rather than skipped there, because tfjs-node has no addon for every
// machine.
if (path !== undefined) {
  const tf = createRequire(import.meta.url)(path) as typeof tfjs;
  engineSuite('tensorflow', tf);

  test('saves a LayersModel to a folder whose files load as the same model', async () => {
    const model = await lstm.fit(wave(60), { window: 5, units: [3, 2], epochs: 2 });
    const layersModel = await toLayersModel(tf, model);
    const folder = await mkdtemp(join(tmpdir(), 'penstock-layers-'));
    try {
      await layersModel.save(`file://${folder}`);
      const names = await readdir(folder);
      expect(names.toSorted()).toEqual(['model.json', 'weights.bin']);
      const files = Object.fromEntries(
        await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name))] as const)),
      );
      expect(lstm.load(files).save()).toEqual(model.save());
      const loaded = await tf.loadLayersModel(`file://${folder}/model.json`);
      expect((await fromLayersModel(loaded)).save()).toEqual(model.save());
      loaded.dispose();
    } finally {
      layersModel.dispose();
      await rm(folder, { recursive: true });
    }
  });
}
