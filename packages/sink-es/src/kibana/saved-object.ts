/** A format of saved objects: Kibana 7.17 to 8.8 reads `'7.17'`; Kibana 8.9 to 9 reads `'8.9'`. */
export type KibanaFormat = '7.17' | '8.9';

/** The types of the objects that make up a dashboard. */
export type SavedObjectType = 'index-pattern' | 'lens' | 'visualization' | 'dashboard';

/** A reference from a saved object to another that it needs. */
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

// The oldest versions with the format written here. Every later Kibana migrates the objects from these versions.
const typeVersions: Record<SavedObjectType, string> = {
  'index-pattern': '8.0.0',
  lens: '8.9.0',
  visualization: '8.0.0',
  dashboard: '8.7.0',
};

/** Adds the versions from which Kibana migrates an object. */
export const savedObject = (
  format: KibanaFormat,
  object: Pick<SavedObject, 'id' | 'type' | 'attributes' | 'references'>,
): SavedObject =>
  format === '7.17'
    ? { ...object, coreMigrationVersion: '7.17.0', migrationVersion: { [object.type]: '7.17.0' } }
    : { ...object, coreMigrationVersion: '8.8.0', typeMigrationVersion: typeVersions[object.type] };

/** Derives an id from a title. A title always gets the same id, so an import replaces the object of an earlier one. */
export const idOf = (kind: string, title: string): string =>
  `penstock-${kind}-${title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-|-$/g, '')}`;

/** The empty search that Kibana stores with most objects. */
export const emptySearch = {
  searchSourceJSON: JSON.stringify({ query: { query: '', language: 'kuery' }, filter: [] }),
};
