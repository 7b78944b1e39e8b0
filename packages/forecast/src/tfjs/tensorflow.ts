/** The part of a tensor of TensorFlow.js that is used here. */
export interface Tensor {
  readonly shape: number[];
  data(): Promise<ArrayLike<number>>;
  dataSync(): ArrayLike<number>;
  dispose(): void;
}

/** The value of a function, and its gradient with respect to its argument. */
export interface ValueAndSlope {
  readonly value: Tensor;
  readonly grad: Tensor;
}

/** The functions of TensorFlow.js, version 4, that are used here, each with the one signature that is called. */
export interface TensorOps {
  ready(): Promise<void>;
  tidy<Kept extends readonly Tensor[]>(body: () => Kept): Kept;
  dispose(tensors: readonly Tensor[]): void;
  valueAndGrad(f: (x: Tensor) => Tensor): (x: Tensor) => ValueAndSlope;

  tensor(values: Float32Array, shape: number[]): Tensor;
  zeros(shape: number[]): Tensor;
  scalar(value: number): Tensor;

  reshape(x: Tensor, shape: number[]): Tensor;
  slice(x: Tensor, begin: number[], size: number[]): Tensor;
  split(x: Tensor, parts: number, axis: number): Tensor[];
  concat(tensors: Tensor[], axis: number): Tensor;
  tile(x: Tensor, times: number[]): Tensor;

  matMul(a: Tensor, b: Tensor): Tensor;
  add(a: Tensor, b: Tensor | number): Tensor;
  sub(a: Tensor, b: Tensor | number): Tensor;
  mul(a: Tensor, b: Tensor | number): Tensor;
  div(a: Tensor, b: Tensor | number): Tensor;
  minimum(a: Tensor, b: Tensor | number): Tensor;
  maximum(a: Tensor, b: Tensor | number): Tensor;
  abs(x: Tensor): Tensor;
  sqrt(x: Tensor): Tensor;
  square(x: Tensor): Tensor;
  sum(x: Tensor): Tensor;
  clipByValue(x: Tensor, least: number, most: number): Tensor;
  relu(x: Tensor): Tensor;
  sigmoid(x: Tensor): Tensor;
  tanh(x: Tensor): Tensor;
}

/**
 * The exports of `@tensorflow/tfjs` and `@tensorflow/tfjs-node`: the names of the functions that {@link tfjsEngine}
 * calls. The types of either package would tie a program to one copy of one version.
 */
export type TensorFlow = { readonly [Name in keyof TensorOps]: (...args: never[]) => unknown };
