/** Columns of a terminal that everybody has. */
const columns = 80;

/** Breaks a text between words, so that no line is longer than 80 columns unless a word is. */
export const wrapped = (text: string): string => {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > columns) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines.join('\n');
};
