/** Tells how far a long step is: one line that is written over on a terminal, plain lines elsewhere. */
export interface Progress {
  /** A line that stays. */
  line(text: string): void;
  /** A step under way; elsewhere than on a terminal only every quarter is told. */
  step(name: string, done: number, total: number): void;
}

/** Reports on `out`, normally standard error, so that standard output keeps the summary alone. */
export const progressOn = (out: NodeJS.WriteStream): Progress => {
  let told = '';
  let open = false;
  return {
    line(text) {
      out.write(`${open ? '\r\u001B[K' : ''}${text}\n`);
      open = false;
    },
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
