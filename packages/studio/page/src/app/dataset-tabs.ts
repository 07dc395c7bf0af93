/** The screens of a dataset that its tabs lead to, from left to right. */
export const DATASET_TABS = [
  { label: 'Items', to: '/datasets/$datasetId/items' },
  { label: 'Versions', to: '/datasets/$datasetId/versions' },
  { label: 'Compare', to: '/datasets/$datasetId/compare' },
  { label: 'Import', to: '/datasets/$datasetId/import' },
  { label: 'Export', to: '/datasets/$datasetId/export' },
  { label: 'Settings', to: '/datasets/$datasetId/settings' },
] as const;
