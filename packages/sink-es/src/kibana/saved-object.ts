/** A form of saved objects: `'7.17'` is read by Kibana 7.17 to 8.8, `'8.9'` by 8.9 to 9. */
export type KibanaFormat = '7.17' | '8.9';

/** The kinds of objects that a dashboard is made of. */
export type SavedObjectType = 'index-pattern' | 'lens' | 'visualization' | 'dashboard';

/** What an object says of another that it needs. */
export interface SavedObjectReference {
  readonly name: string;
  readonly type: SavedObjectType;
  readonly id: string;
}

/** An object as Kibana exports and imports it. */
export interface SavedObject {
  readonly id: string;
  readonly type: SavedObjectType;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly references: readonly SavedObjectReference[];
  readonly coreMigrationVersion: string;
  readonly typeMigrationVersion?: string;
  readonly migrationVersion?: Readonly<Record<string, string>>;
}

// The oldest that has the form written here, so that every later Kibana brings it up to date by itself.
const typeVersions: Record<SavedObjectType, string> = {
  'index-pattern': '8.0.0',
  lens: '8.9.0',
  visualization: '8.0.0',
  dashboard: '8.7.0',
};

/** An object with the versions that Kibana migrates it from. */
export const savedObject = (
  format: KibanaFormat,
  object: Pick<SavedObject, 'id' | 'type' | 'attributes' | 'references'>,
): SavedObject =>
  format === '7.17'
    ? { ...object, coreMigrationVersion: '7.17.0', migrationVersion: { [object.type]: '7.17.0' } }
    : { ...object, coreMigrationVersion: '8.8.0', typeMigrationVersion: typeVersions[object.type] };

/** An id that a title always gets, so that an import replaces what an earlier one made. */
export const idOf = (kind: string, title: string): string =>
  `penstock-${kind}-${title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-|-$/g, '')}`;

/** The empty search that Kibana keeps with most objects. */
export const emptySearch = {
  searchSourceJSON: JSON.stringify({ query: { query: '', language: 'kuery' }, filter: [] }),
};
