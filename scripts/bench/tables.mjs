/** Formats figures as tables in Markdown. */

const line = (cells) => `| ${cells.join(' | ')} |`;
const table = (head, rows) => [line(head), `|${head.map(() => '---|').join('')}`, ...rows.map(line)].join('\n');

const plain = (value) => String(Number(value.toPrecision(3)));

/** Formats a number with its unit; rates are in thousands or millions. */
const amount = (value, unit) => {
  if (!unit.endsWith(' second') || value < 1_000) return `${plain(value)} ${unit}`;
  return value < 1e6 ? `${plain(value / 1e3)} k ${unit}` : `${plain(value / 1e6)} M ${unit}`;
};

/** Formats a median with its range, only a range, or only a median. */
const spread = ({ median, min, max }, format) => {
  if (median === undefined) return `${format(min)} to ${format(max)}`;
  return min === undefined ? format(median) : `${format(median)} (${format(min)} to ${format(max)})`;
};

const ratioText = (value) => (value < 10 ? value.toFixed(2) : plain(value));

const side = (name, { unit, also = [], ...figure }) =>
  [spread(figure[name], (value) => amount(value, unit)), ...also.map((each) => amount(each[name], each.unit))].join(
    ', ',
  );

const conditions = ({ what, runs, node, machine: { cores, load } = {}, date, commit }) => {
  const facts = [
    runs && `${runs} ${runs === 1 ? 'run' : 'runs'}`,
    node && `Node ${node}`,
    cores && `${cores} cores`,
    load,
    `${date} (${commit})`,
  ];
  return `${what ? `${what}; ` : ''}${facts.filter(Boolean).join(', ')}`;
};

/** One row for each benchmark. */
const listOf = (figures) =>
  table(
    ['benchmark', 'peer', 'ours', 'theirs', 'ratio, median (min to max)', 'what was run'],
    figures.map((figure) => [
      `\`${figure.benchmark}\`${figure.of ? `: ${figure.of}` : ''}`,
      figure.peer,
      side('ours', figure),
      side('theirs', figure),
      spread(figure.ratio, ratioText),
      conditions(figure),
    ]),
  );

// A cell of a separate table has the figure of the peer and the ratio; its numbers are quoted unchanged.
const cellOf = ({ unit, ours, theirs, ratio }) => {
  const own = ours ?? theirs;
  const amountOf = (number) => (unit === '' ? String(number) : `${number} ${unit}`);
  const value = own.median === undefined ? `${amountOf(own.min)} to ${amountOf(own.max)}` : amountOf(own.median);
  return ratio === undefined ? value : `${value}: ${spread(ratio, String)}`;
};

/** One table for each name. Rows and columns are in the order of their first figure. */
const gridsOf = (figures) =>
  [...new Set(figures.map(({ table: name }) => name))]
    .map((name) => {
      const cells = figures.filter((figure) => figure.table === name);
      const columns = [...new Set(cells.map(({ column }) => column))];
      const rows = [...new Set(cells.map(({ row }) => row))];
      const find = (row, column) => cells.find((cell) => cell.row === row && cell.column === column);
      const body = rows.map((row) => [
        row,
        ...columns.map((column) => {
          const found = find(row, column);
          return found === undefined ? '' : cellOf(found);
        }),
      ]);
      const when = [...new Set(cells.map(({ date, commit }) => `${date} (${commit})`))].join(', ');
      return `${name}; ${when}:\n\n${table(['measured', ...columns], body)}`;
    })
    .join('\n\n');

/** The tables of a family's figures: first those with one row each, then the separate tables. */
export const tablesOf = (figures) => {
  const inRows = figures.filter((figure) => figure.table === undefined);
  const inGrids = figures.filter((figure) => figure.table !== undefined);
  return [...(inRows.length > 0 ? [listOf(inRows)] : []), ...(inGrids.length > 0 ? [gridsOf(inGrids)] : [])].join(
    '\n\n',
  );
};
