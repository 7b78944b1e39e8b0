export { tfjsEngine } from './tfjs-engine.ts';
export type { TensorFlow } from './tensorflow.ts';
