import type { Arguments } from '../arguments.ts';
import { writeWhole } from './whole-file.ts';

/**
 * Prints what a command came to. With `--json FILE` it also writes it to the file; with `--json` alone, standard output
 * gets the JSON in place of the text.
 */
export const tellResult = async ({ json }: Pick<Arguments, 'json'>, text: string, result: object): Promise<void> => {
  const document = `${JSON.stringify(result, undefined, 2)}\n`;
  process.stdout.write(json === '-' ? document : `${text}\n`);
  if (json !== undefined && json !== '-') await writeWhole('json', json, document);
};
