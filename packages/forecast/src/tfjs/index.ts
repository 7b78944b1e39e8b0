export { tfjsEngine } from './tfjs-engine.ts';
export type { TensorFlow } from './tensorflow.ts';
export { fromLayersModel, toLayersModel } from './layers-model.ts';
export type { LayersLoader, SavableLayersModel } from './layers-model.ts';
