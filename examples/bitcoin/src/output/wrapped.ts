/** The columns of the smallest usual terminal. */
const columns = 80;

/** Breaks a text between words into lines of at most 80 columns. Only a longer word makes a longer line. */
export const wrapped = (text: string): string => {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > columns) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines.join('\n');
};
