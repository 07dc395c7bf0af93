/** The address of an item, at the version that one looks at. */
export function itemHref(datasetId: string, id: string, version: string | undefined): string {
  const path = `/datasets/${encodeURIComponent(datasetId)}/items/${encodeURIComponent(id)}`;
  return version === undefined ? path : `${path}?version=${encodeURIComponent(version)}`;
}
