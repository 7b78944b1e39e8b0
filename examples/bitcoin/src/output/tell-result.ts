import type { Arguments } from '../arguments.ts';
import { writeWhole } from './whole-file.ts';

/**
 * Prints the result of a command. With `--json FILE` it also writes the result to the file as JSON; with `--json` alone
 * it prints JSON instead of the text.
 */
export const tellResult = async ({ json }: Pick<Arguments, 'json'>, text: string, result: object): Promise<void> => {
  const document = `${JSON.stringify(result, undefined, 2)}\n`;
  process.stdout.write(json === '-' ? document : `${text}\n`);
  if (json !== undefined && json !== '-') await writeWhole('json', json, document);
};
