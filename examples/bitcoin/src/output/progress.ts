/** Tells how far a long step is: one line that is written over on a terminal, plain lines elsewhere. */
export interface Progress {
  /** A line that stays. */
  line(text: string): void;
  /** A line that stays, and that `--quiet` does not silence: an error, or the address of the page. */
  notice(text: string): void;
  /** A step under way, with the time that is left of it; elsewhere than on a terminal only every quarter is told. */
  step(name: string, done: number, total: number): void;
}

/** Reports on `out`, normally standard error, so that standard output keeps the result alone. */
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
