import { expect } from 'vitest';

/** The newest version of each type of object that Kibana accepts, and all attributes that it accepts. */
const known = {
  'index-pattern': { version: '8.0.0', attributes: ['title', 'timeFieldName', 'fields'] },
  lens: { version: '8.9.0', attributes: ['title', 'description', 'visualizationType', 'state'] },
  visualization: {
    version: '8.0.0',
    attributes: ['title', 'description', 'visState', 'uiStateJSON', 'version', 'kibanaSavedObjectMeta'],
  },
  dashboard: {
    version: '8.7.0',
    attributes: [
      'title',
      'description',
      'hits',
      'version',
      'optionsJSON',
      'panelsJSON',
      'timeRestore',
      'timeFrom',
      'timeTo',
      'refreshInterval',
      'kibanaSavedObjectMeta',
    ],
  },
} as const;

/** A saved object as Kibana reads it. This is not the type of the package under test, which must not check itself. */
export interface SavedObject {
  readonly id: string;
  readonly type: keyof typeof known;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly references: ReadonlyArray<{ readonly name: string; readonly type: keyof typeof known; readonly id: string }>;
  readonly coreMigrationVersion?: string;
  readonly typeMigrationVersion?: string;
  readonly migrationVersion?: Readonly<Record<string, string>>;
}

/** The oldest Kibana that must be able to import the objects. */
type Format = '7.17' | '8.9';

/** Checks lines of saved objects by the rules with which Kibana imports them. */
export const checkRules = (ndjson: string, format: Format): SavedObject[] => {
  expect(ndjson.endsWith('\n')).toBe(true);
  const objects = ndjson
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as SavedObject);
  const ids = new Set(objects.map(({ type, id }) => `${type}/${id}`));
  expect(ids.size).toBe(objects.length);
  for (const {
    id,
    type,
    attributes,
    references,
    coreMigrationVersion,
    typeMigrationVersion,
    migrationVersion,
  } of objects) {
    if (format === '7.17') {
      expect([coreMigrationVersion, migrationVersion, typeMigrationVersion]).toEqual([
        '7.17.0',
        { [type]: '7.17.0' },
        undefined,
      ]);
    } else {
      expect([coreMigrationVersion, migrationVersion, typeMigrationVersion]).toEqual([
        '8.8.0',
        undefined,
        known[type].version,
      ]);
    }
    const attributeNames: readonly string[] = known[type].attributes;
    for (const name of Object.keys(attributes)) expect(attributeNames, `${type} ${id}`).toContain(name);
    for (const reference of references)
      expect(ids, `${type} ${id} refers to`).toContain(`${reference.type}/${reference.id}`);
    const meta = attributes['kibanaSavedObjectMeta'] as { searchSourceJSON: string } | undefined;
    for (const text of ['visState', 'uiStateJSON', 'optionsJSON', 'panelsJSON', 'fields']
      .map((name) => attributes[name])
      .concat(meta ? [meta.searchSourceJSON] : [])) {
      if (text === undefined) continue;
      expect(text).toBeTypeOf('string');
      JSON.parse(text as string);
    }
    if (type === 'lens') checkLens(attributes, references, format);
    if (type === 'dashboard') checkPanels(attributes, references);
  }
  return objects;
};

interface Layer {
  readonly columnOrder: readonly string[];
  readonly columns: Readonly<
    Record<string, { readonly params?: { readonly orderBy?: { readonly columnId?: string } } }>
  >;
}

const checkLens = (
  attributes: SavedObject['attributes'],
  references: SavedObject['references'],
  format: Format,
): void => {
  const { datasourceStates, visualization } = attributes['state'] as {
    datasourceStates: Record<string, { layers: Record<string, Layer> }>;
    visualization: object;
  };
  expect(Object.keys(datasourceStates)).toEqual([format === '7.17' ? 'indexpattern' : 'formBased']);
  const [[layerId, { columns, columnOrder }]] = Object.entries(Object.values(datasourceStates)[0]!.layers) as [
    [string, Layer],
  ];
  expect(columnOrder.toSorted()).toEqual(Object.keys(columns).toSorted());
  for (const { params } of Object.values(columns))
    if (params?.orderBy?.columnId !== undefined) expect(columnOrder).toContain(params.orderBy.columnId);
  expect(references.map(({ name }) => name)).toContain(`indexpattern-datasource-layer-${layerId}`);
  const shown = JSON.stringify(visualization);
  expect(shown).toContain(layerId);
  for (const column of columnOrder) expect(shown).toContain(`"${column}"`);
};

interface GridPanel {
  readonly gridData: {
    readonly x: number;
    readonly y: number;
    readonly w: number;
    readonly h: number;
    readonly i: string;
  };
  readonly panelIndex: string;
  readonly panelRefName: string;
  readonly type: string;
}

const checkPanels = (attributes: SavedObject['attributes'], references: SavedObject['references']): void => {
  const panels = JSON.parse(attributes['panelsJSON'] as string) as GridPanel[];
  expect(panels).toHaveLength(references.length);
  const taken = new Set<string>();
  for (const { gridData, panelIndex, panelRefName, type } of panels) {
    expect(gridData.i).toBe(panelIndex);
    expect(gridData.x + gridData.w).toBeLessThanOrEqual(48);
    for (let x = gridData.x; x < gridData.x + gridData.w; x += 1) {
      for (let y = gridData.y; y < gridData.y + gridData.h; y += 1) {
        expect(taken.has(`${x}/${y}`), 'two panels in one place').toBe(false);
        taken.add(`${x}/${y}`);
      }
    }
    expect(references).toContainEqual(expect.objectContaining({ name: `${panelIndex}:${panelRefName}`, type }));
  }
};
