import { rename, rm, writeFile } from 'node:fs/promises';
import { PenstockError } from '@penstock/stream';
import { reasonText } from '@penstock/stream/error';

/** Writes the file that an option names; a reader sees the old file or the new one, never a part. */
export const writeWhole = async (option: string, path: string, text: string): Promise<void> => {
  const draft = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(draft, text);
    await rename(draft, path);
  } catch (cause) {
    await rm(draft, { force: true });
    const reason = reasonText(cause);
    throw new PenstockError(
      'PENSTOCK_FILE_UNWRITABLE',
      `Expected --${option} to name a file that can be written; ${path} cannot: ${reason}.`,
      { cause },
    );
  }
};
