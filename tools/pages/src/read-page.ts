/** An action of a page's reader on one block. */
export type Step =
  /** Saves the block as a file. */
  | { readonly kind: 'file'; readonly line: number; readonly name: string; readonly text: string }
  /** Types its lines into a shell. `output` is what the page says that they print. */
  | {
      readonly kind: 'commands';
      readonly line: number;
      readonly commands: string;
      readonly output: string | undefined;
    };

const fence = /^```(\w+)([^\n]*)\n([\s\S]*?)^```$|^<<< @\/(\S+)$/gm;
const fileName = /^(?:\/\/|#) ([\w-]+\.\w+)$/;

/**
 * Reads the steps of a page, top to bottom.
 *
 * A block whose first line is a comment with a file name is saved as that file. A `<<<` of VitePress is also saved,
 * under the name of the included file. A block of `sh` has commands to run, and a block of `text` right after it is
 * their output. All other blocks are not steps. `readIncluded` gets the path of a `<<<`, from the folder `docs`.
 */
export const readPage = (markdown: string, readIncluded: (path: string) => string): Step[] => {
  const steps: Step[] = [];
  let printsNext = false;
  for (const { 0: whole, 1: language, 2: mark = '', 3: text = '', 4: included, index } of markdown.matchAll(fence)) {
    const line = markdown.slice(0, index).split('\n').length;
    const before = steps.at(-1);
    if (language === 'text' && printsNext && before?.kind === 'commands')
      steps[steps.length - 1] = { ...before, output: text };
    printsNext = false;
    if (included !== undefined) {
      steps.push({
        kind: 'file',
        line,
        name: included.slice(included.lastIndexOf('/') + 1),
        text: readIncluded(included),
      });
      continue;
    }
    const name = fileName.exec(text.slice(0, text.indexOf('\n')))?.[1];
    if (language === 'sh') {
      if (mark.trim() === 'no-run') continue;
      steps.push({ kind: 'commands', line, commands: text, output: undefined });
      printsNext = true;
    } else if (name !== undefined && !whole.startsWith('```text')) {
      steps.push({ kind: 'file', line, name, text });
    }
  }
  return steps;
};
