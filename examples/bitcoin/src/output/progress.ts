/** Prints progress. On a terminal, a step is one line that is overwritten; elsewhere it is plain lines. */
export interface Progress {
  /** Prints a line that stays. */
  line(text: string): void;
  /** Prints a line that stays, also with `--quiet`: an error, or the address of the page. */
  notice(text: string): void;
  /** Prints how far a step is and how long it will take; if not on a terminal, only at every quarter. */
  step(name: string, done: number, total: number): void;
}

/** Prints progress to `out`, normally standard error, so that standard output has the result alone. */
export const progressOn = (
  out: Pick<NodeJS.WriteStream, 'isTTY' | 'write'>,
  { quiet = false, now = () => performance.now() }: { readonly quiet?: boolean; readonly now?: () => number } = {},
): Progress => {
  let told = '';
  let open = false;
  let step = { name: '', began: 0 };
  const leftOf = (name: string, done: number, total: number): string => {
    if (step.name !== name || done <= 1) step = { name, began: now() };
    const left = ((now() - step.began) / done) * (total - done);
    return left < 1_000 ? '' : `, about ${Math.ceil(left / 1_000)} s left`;
  };
  const notice = (text: string): void => {
    out.write(`${open ? '\r\u001B[K' : ''}${text}\n`);
    open = false;
  };
  if (quiet) return { line: () => undefined, notice, step: () => undefined };
  return {
    line: notice,
    notice,
    step(name, done, total) {
      const text = `${name} ${done}/${total}${leftOf(name, done, total)}`;
      if (out.isTTY) {
        out.write(`\r\u001B[K${text}`);
        open = true;
        return;
      }
      const quarter = `${name} ${Math.floor((4 * done) / total)}`;
      if (quarter === told) return;
      told = quarter;
      out.write(`${text}\n`);
    },
  };
};
