/** Formats that are not written in capitals. */
const NAMES: Readonly<Record<string, string>> = { parquet: 'Parquet', xlsx: 'Excel (XLSX)' };

/** The name of a format as people write it. */
export function formatName(format: string): string {
  return NAMES[format] ?? format.toUpperCase();
}
