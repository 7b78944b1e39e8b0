/**
 * Solves `matrix * x = right` for a symmetric, positive definite matrix. Overwrites both: `right` becomes `x`.
 *
 * Formula: A. L. Cholesky's factorisation, as in G. H. Golub, C. F. Van Loan, "Matrix Computations", 4.2.
 *
 * @param matrix - [row][column]. Only the lower half is read.
 */
export const solveSymmetric = (matrix: Float64Array, right: Float64Array): void => {
  const size = right.length;
  for (let column = 0; column < size; column += 1) {
    let diagonal = matrix[column * size + column]!;
    for (let k = 0; k < column; k += 1) diagonal -= matrix[column * size + k]! ** 2;
    // For linearly dependent columns only a rounding error is left, which may be 0 or negative.
    diagonal = Math.sqrt(Math.max(diagonal, 1e-300));
    matrix[column * size + column] = diagonal;
    for (let row = column + 1; row < size; row += 1) {
      let sum = matrix[row * size + column]!;
      for (let k = 0; k < column; k += 1) sum -= matrix[row * size + k]! * matrix[column * size + k]!;
      matrix[row * size + column] = sum / diagonal;
    }
  }
  for (let row = 0; row < size; row += 1) {
    let sum = right[row]!;
    for (let k = 0; k < row; k += 1) sum -= matrix[row * size + k]! * right[k]!;
    right[row] = sum / matrix[row * size + row]!;
  }
  for (let row = size - 1; row >= 0; row -= 1) {
    let sum = right[row]!;
    for (let k = row + 1; k < size; k += 1) sum -= matrix[k * size + row]! * right[k]!;
    right[row] = sum / matrix[row * size + row]!;
  }
};
