/** Windows that one panel computes side by side: two vectors of four. */
export const LANES: usize = 8;
/** Bytes of one row of a panel. */
export const ROW: usize = 32;

/** `a * b + c` in every lane: rounded twice in the SIMD128 build, once or twice in the relaxed one. */
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

/**
 * The hyperbolic tangent, to 4e-7 of its value, also next to 0, where forms over exp lose it.
 *
 * A ratio of two polynomials of degree 4 in the square, fitted to the least largest relative error
 * (2e-8 before rounding) on 0 to 9; beyond 9 the tangent rounds to 1.
 */
// @ts-ignore: decorator
@inline
export function tanh(value: v128): v128 {
  const x = f32x4.pmax(all(-9), f32x4.pmin(all(9), value));
  const y = f32x4.mul(x, x);
  let over = madd(y, all(1.33543523e-8), all(2.06088516e-5));
  let under = madd(y, all(7.77642924e-7), all(0.000328561175));
  over = madd(over, y, all(0.003495574));
  under = madd(under, y, all(0.0258769281));
  over = madd(over, y, all(0.133810133));
  under = madd(under, y, all(0.467143297));
  over = f32x4.mul(madd(over, y, all(1)), x);
  under = madd(under, y, all(1));
  return f32x4.div(over, under);
}

// @ts-ignore: decorator
@inline
export function sigmoid(x: v128): v128 {
  return madd(tanh(f32x4.mul(x, all(0.5))), all(0.5), all(0.5));
}

/** `x / 5 + 1 / 2`, held between 0 and 1: the hard sigmoid of TensorFlow.js and of Keras 2. */
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
