import { styleText } from 'node:util';

/** Ways in which text for people is set off. */
type Style = 'bold' | 'dim' | 'cyan' | 'yellow';

/** Sets text off, or returns it as it is where colours are not wanted. */
export type Paint = (style: Style, text: string) => string;

/** No colours. */
export const plain: Paint = (_, text) => text;

/** Colours on a terminal that has them, unless `NO_COLOR` is set; none in a file or a pipe. */
export const paintOn = (out: Pick<NodeJS.WriteStream, 'isTTY' | 'hasColors'>): Paint =>
  out.isTTY && out.hasColors() ? (style, text) => styleText(style, text, { validateStream: false }) : plain;
