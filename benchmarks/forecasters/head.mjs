/** The first `rows` rows of a series. */
export const head = ({ times, values }, rows) => ({ times: times.slice(0, rows), values: values.slice(0, rows) });
