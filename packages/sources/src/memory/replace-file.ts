import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Replaces a file's text atomically: after a crash the file has either the old text or the new one. */
export const replaceFile = async (path: string, text: string): Promise<void> => {
  const handle = await open(`${path}.tmp`, 'w');
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(`${path}.tmp`, path);
  await syncFolder(dirname(path));
};

/** Makes new file names in a folder durable. Windows does that itself, and cannot open a folder. */
export const syncFolder = async (folder: string): Promise<void> => {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};
