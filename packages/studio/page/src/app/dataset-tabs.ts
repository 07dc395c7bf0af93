/** The screens of a dataset that its tabs lead to, from left to right. */
export const DATASET_TABS = [
  { label: 'Items', to: '/datasets/$datasetId/items', isForWriters: false },
  { label: 'Versions', to: '/datasets/$datasetId/versions', isForWriters: false },
  { label: 'Compare', to: '/datasets/$datasetId/compare', isForWriters: false },
  { label: 'Import', to: '/datasets/$datasetId/import', isForWriters: true },
  { label: 'Export', to: '/datasets/$datasetId/export', isForWriters: false },
] as const;
