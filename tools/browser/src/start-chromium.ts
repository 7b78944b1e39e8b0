import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import chromium from '@sparticuz/chromium';
import { chromium as driver } from 'playwright-core';
import type { Browser } from 'playwright-core';

/**
 * Starts the Chromium that npm installs, or the one that `PENSTOCK_CHROMIUM` names.
 *
 * @returns `undefined`, with a warning, when it cannot be started.
 * @throws (rejects with) an `Error` when it cannot be started and `CI=true`, since CI must not skip a test.
 */
export const startChromium = async (): Promise<Browser | undefined> => {
  try {
    const executablePath = process.env['PENSTOCK_CHROMIUM'] || (await chromium.executablePath());
    // Not the package's own `args`: they put all pages into one process, in which no page is isolated.
    return await driver.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'], env: environment() });
  } catch (cause) {
    const reason =
      'Chromium cannot be started. The installed one runs on Linux on x64 with the library libnss3 (Debian: apt-get ' +
      'install libnss3). Set PENSTOCK_CHROMIUM to use another one.';
    if (process.env['CI'] === 'true') throw new Error(`${reason} Tests in a browser are required in CI.`, { cause });
    console.warn(`Tests in a browser are skipped: ${reason} ${String(cause)}`);
    return undefined;
  }
};

/** The environment with the fonts that come with the Chromium, so that pages look the same on all machines. */
const environment = (): Record<string, string | undefined> => {
  const fonts = join(tmpdir(), 'fonts');
  return existsSync(join(fonts, 'fonts.conf')) ? { ...process.env, FONTCONFIG_PATH: fonts } : process.env;
};
