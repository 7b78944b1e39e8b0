/** Scales `gradient` down in place if its Euclidean norm exceeds `norm`. A `norm` of 0 means no limit. */
export const clip = (gradient: Float64Array, norm: number): void => {
  if (norm === 0) return;
  const length = Math.sqrt(gradient.reduce((sum, slope) => sum + slope * slope, 0));
  if (!(length > norm)) return;
  for (let i = 0; i < gradient.length; i += 1) gradient[i] = (gradient[i]! * norm) / length;
};
