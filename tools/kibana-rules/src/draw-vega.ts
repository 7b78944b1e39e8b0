import { parse, View } from 'vega';
import type { Spec } from 'vega';
import type { SavedObject } from './check-rules.ts';

interface KibanaData {
  readonly name: string;
  readonly url: { readonly index: string; readonly body: object };
}

/** The marks and texts that a Vega visualization draws. */
export interface Drawing {
  readonly svg: string;
  /** Number of marks by Vega's name, such as `mark-symbol`. */
  readonly marks: Readonly<Record<string, number>>;
}

/**
 * Draws a Vega visualization as Kibana does: it runs the search of each `url` and replaces the `url` with the answer.
 */
export const drawVega = async (
  { attributes }: Pick<SavedObject, 'attributes'>,
  search: (index: string, body: object) => Promise<object>,
): Promise<Drawing> => {
  const visState = JSON.parse(attributes['visState'] as string) as { params: { spec: string } };
  const spec = JSON.parse(visState.params.spec) as { data: KibanaData[] };
  const data = await Promise.all(
    spec.data.map(async ({ url, ...rest }) => ({ ...rest, values: await search(url.index, url.body) })),
  );
  const view = new View(parse({ ...spec, data, width: 600, height: 300 } as unknown as Spec), { renderer: 'none' });
  const svg = await view.toSVG();
  view.finalize();
  const marks: Record<string, number> = {};
  for (const group of svg.split('<g class="').map((text) => text.split('</g>')[0]!)) {
    const mark = /^(mark-\w+) role-mark/.exec(group)?.[1];
    if (mark) marks[mark] = (marks[mark] ?? 0) + (group.match(/<(path|line) /g) ?? []).length;
  }
  return { svg, marks };
};
