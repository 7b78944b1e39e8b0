/** The fields of a record in the kernel's memory, in order. The offset of an `f64` field must be a multiple of 8. */
export type Fields = Readonly<Record<string, 'u32' | 'f32' | 'f64'>>;

const width = { u32: 4, f32: 4, f64: 8 } as const;

/** Bytes in a record. */
export const recordBytes = (fields: Fields): number =>
  Object.values(fields).reduce((sum, type) => sum + width[type], 0);

/** The offset of the field `name` in a record. */
export const fieldOffset = <F extends Fields>(fields: F, name: keyof F): number => {
  let offset = 0;
  for (const [field, type] of Object.entries(fields)) {
    if (field === name) return offset;
    offset += width[type];
  }
  throw new RangeError(`no field ${String(name)}`);
};

/** Writes a record at the address `at`. */
export const writeRecord = <F extends Fields>(
  view: DataView,
  at: number,
  fields: F,
  values: Readonly<Record<keyof F, number>>,
): void => {
  let offset = at;
  for (const [name, type] of Object.entries(fields)) {
    const value = values[name as keyof F];
    if (type === 'u32') view.setUint32(offset, value, true);
    else if (type === 'f32') view.setFloat32(offset, value, true);
    else view.setFloat64(offset, value, true);
    offset += width[type];
  }
};
