import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import chromium from '@sparticuz/chromium';
import { chromium as driver } from 'playwright-core';
import type { Browser } from 'playwright-core';

/**
 * Starts the Chromium that npm brings, or the one that `PENSTOCK_CHROMIUM` names.
 *
 * @returns `undefined`, with a warning, where it cannot be started.
 * @throws (rejects with) an `Error` there with `CI=true`, where a test must not be left out.
 */
export const startChromium = async (): Promise<Browser | undefined> => {
  try {
    const executablePath = process.env['PENSTOCK_CHROMIUM'] || (await chromium.executablePath());
    // Not the package's own `args`: those put all pages into one process, where none is isolated.
    return await driver.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'], env: environment() });
  } catch (cause) {
    const reason =
      'Chromium cannot be started. The one that is installed runs on Linux on x64 with the library libnss3 ' +
      '(Debian: apt-get install libnss3); PENSTOCK_CHROMIUM names another.';
    if (process.env['CI'] === 'true') throw new Error(`${reason} In CI it has to run.`, { cause });
    console.warn(`Tests in a browser are left out: ${reason} ${String(cause)}`);
    return undefined;
  }
};

/** With the fonts that come with the Chromium, so that pages look alike on all machines. */
const environment = (): Record<string, string | undefined> => {
  const fonts = join(tmpdir(), 'fonts');
  return existsSync(join(fonts, 'fonts.conf')) ? { ...process.env, FONTCONFIG_PATH: fonts } : process.env;
};
