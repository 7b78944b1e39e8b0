import { styleText } from 'node:util';

/** How a text is highlighted. */
type Style = 'bold' | 'dim' | 'cyan' | 'yellow';

/** Highlights a text, or returns it unchanged if colours are off. */
export type Paint = (style: Style, text: string) => string;

/** No colours. */
export const plain: Paint = (_, text) => text;

/** Colours on a terminal that supports them, unless `NO_COLOR` is set; no colours in a file or a pipe. */
export const paintOn = (out: Pick<NodeJS.WriteStream, 'isTTY' | 'hasColors'>): Paint =>
  out.isTTY && out.hasColors() ? (style, text) => styleText(style, text, { validateStream: false }) : plain;
