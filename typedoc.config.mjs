import { groupOrder } from './scripts/reference-groups.mjs';

/** @type {import('typedoc').TypeDocOptions & import('typedoc-plugin-markdown').PluginOptions} */
export default {
  name: 'Penstock',
  entryPointStrategy: 'packages',
  entryPoints: ['packages/stream', 'packages/sources', 'packages/sink-es', 'packages/forecast'],
  packageOptions: {
    entryPoints: ['src/**/index.ts'],
    excludeInternal: true,
    excludeExternals: true,
    disableSources: true,
    readme: 'none',
    skipErrorChecking: true,
  },
  categorizeByGroup: false,
  categoryOrder: groupOrder,
  kindSortOrder: ['Function', 'Class', 'Variable', 'Interface', 'TypeAlias'],
  treatWarningsAsErrors: true,
  plugin: ['typedoc-plugin-markdown', './scripts/reference-groups.mjs'],
  out: 'docs/reference',
  readme: 'none',
  indexFormat: 'table',
  entryFileName: 'index.md',
};
