/** Tells how far a long step is: one line that is written over on a terminal, plain lines elsewhere. */
export interface Progress {
  /** A line that stays. */
  line(text: string): void;
  /** A line that stays, and that `--quiet` does not silence: an error, or the address of the page. */
  notice(text: string): void;
  /** A step under way; elsewhere than on a terminal only every quarter is told. */
  step(name: string, done: number, total: number): void;
}

/** Reports on `out`, normally standard error, so that standard output keeps the result alone. */
export const progressOn = (
  out: Pick<NodeJS.WriteStream, 'isTTY' | 'write'>,
  { quiet = false }: { readonly quiet?: boolean } = {},
): Progress => {
  let told = '';
  let open = false;
  const notice = (text: string): void => {
    out.write(`${open ? '\r\u001B[K' : ''}${text}\n`);
    open = false;
  };
  if (quiet) return { line: () => undefined, notice, step: () => undefined };
  return {
    line: notice,
    notice,
    step(name, done, total) {
      if (out.isTTY) {
        out.write(`\r\u001B[K${name} ${done}/${total}`);
        open = true;
        return;
      }
      const quarter = `${name} ${Math.floor((4 * done) / total)}`;
      if (quarter === told) return;
      told = quarter;
      out.write(`${name} ${done}/${total}\n`);
    },
  };
};
