/** How many windows one panel computes at the same time: two vectors of four. */
export const laneCount: usize = 8;
/** Bytes in one row of a panel. */
export const rowBytes: usize = 32;
/**
 * How many rows a block of a matrix has. With two vectors each, they need as many sums as the processor has registers
 * for.
 */
export const tileRows: usize = 6;

/** `a * b + c` in every lane: rounded twice in the SIMD128 build, once or twice in the relaxed build. */
// @ts-ignore: decorator
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

// @ts-ignore: decorator
@inline
export function all(value: f32): v128 {
  return f32x4.splat(value);
}

// Loading a constant from memory is one instruction; V8 needs three to create it. This halves the time of `tanh`.
const constants: usize = memory.data<f32>([
  -9, -9, -9, -9,
  9, 9, 9, 9,
  1.33543523e-8, 1.33543523e-8, 1.33543523e-8, 1.33543523e-8,
  2.06088516e-5, 2.06088516e-5, 2.06088516e-5, 2.06088516e-5,
  7.77642924e-7, 7.77642924e-7, 7.77642924e-7, 7.77642924e-7,
  0.000328561175, 0.000328561175, 0.000328561175, 0.000328561175,
  0.003495574, 0.003495574, 0.003495574, 0.003495574,
  0.0258769281, 0.0258769281, 0.0258769281, 0.0258769281,
  0.133810133, 0.133810133, 0.133810133, 0.133810133,
  0.467143297, 0.467143297, 0.467143297, 0.467143297,
  1, 1, 1, 1,
  0.5, 0.5, 0.5, 0.5,
], 16);

// @ts-ignore: decorator
@inline
function constant(index: usize): v128 {
  return v128.load(constants + index * 16);
}

// @ts-ignore: decorator
@inline
export function one(): v128 {
  return constant(10);
}

/**
 * The hyperbolic tangent, with a relative error of 4e-7, also near 0, where formulas that use exp are inexact.
 *
 * A ratio of two polynomials of degree 4 in the square, fitted to the least largest relative error (2e-8 before
 * rounding) on 0 to 9. Beyond 9 the tangent rounds to 1.
 */
// @ts-ignore: decorator
@inline
export function tanh(value: v128): v128 {
  const x = f32x4.pmax(constant(0), f32x4.pmin(constant(1), value));
  const y = f32x4.mul(x, x);
  let over = madd(y, constant(2), constant(3));
  let under = madd(y, constant(4), constant(5));
  over = madd(over, y, constant(6));
  under = madd(under, y, constant(7));
  over = madd(over, y, constant(8));
  under = madd(under, y, constant(9));
  over = f32x4.mul(madd(over, y, one()), x);
  under = madd(under, y, one());
  return f32x4.div(over, under);
}

// @ts-ignore: decorator
@inline
export function sigmoid(x: v128): v128 {
  const half = constant(11);
  return madd(tanh(f32x4.mul(x, half)), half, half);
}

/** `x / 5 + 1 / 2`, limited to 0 to 1: the hard sigmoid of TensorFlow.js and of Keras 2. */
// @ts-ignore: decorator
@inline
export function hardSigmoid(x: v128): v128 {
  return f32x4.pmax(all(0), f32x4.pmin(all(1), madd(x, all(0.2), all(0.5))));
}

// @ts-ignore: decorator
@inline
export function relu(x: v128): v128 {
  return f32x4.max(x, all(0));
}
