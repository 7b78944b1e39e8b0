export { tfjsEngine } from './tfjs-engine.ts';
export type { TensorFlow } from './tensorflow.ts';
export { fromLayersModel, toLayersModel } from './layers-model.ts';
export type { LayersLoader, SavableLayersModel } from './layers-model.ts';
export { fromLayersFiles, toLayersFiles } from './layers-files.ts';
export type { LayersFiles } from './layers-files.ts';
export type { LayersModelOptions } from './from-artifacts.ts';
