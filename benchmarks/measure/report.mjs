import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';

/** Prints results under `title`, one row for each; columns are `[title, digits]` by the field of a result. */
export const printTable = (results, columns, title = 'model') => {
  const width = Math.max(28, ...results.map(({ name }) => name.length + 2));
  console.log([title.padEnd(width), ...Object.values(columns).map(([of]) => of.padStart(14))].join(''));
  for (const result of results) {
    const cells = Object.entries(columns).map(([field, [, digits]]) =>
      (result[field] === undefined ? '-' : result[field].toFixed(digits)).padStart(14),
    );
    console.log(result.name.padEnd(width) + cells.join(''));
    if (result.failed !== undefined) console.log(`  ${result.failed}`);
  }
};

/** Writes figures with the date and the machine to a file, if one is named. */
export const writeFigures = (file, figures) => {
  if (file === undefined) return;
  const machine = { node: process.version, cores: availableParallelism(), processor: cpus()[0]?.model };
  writeFileSync(file, `${JSON.stringify({ date: new Date().toISOString(), ...machine, ...figures }, null, 2)}\n`);
};
