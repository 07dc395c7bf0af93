import type { DatasetItem } from '@mastra-datasets/core';
import { fileWriter, ParquetWriter } from 'hyparquet-writer';
import type { ItemColumn } from '@mastra-datasets/files';

/** How many rows are held in memory and written together. */
const GROUP_LENGTH = 5_000;

/** Writes a Parquet file with a column of nullable strings for each column of items. */
export async function writeParquet(
  file: string,
  items: AsyncIterable<DatasetItem>,
  columns: readonly ItemColumn[],
): Promise<void> {
  const writer = new ParquetWriter({
    writer: fileWriter(file),
    schema: [
      { name: 'root', num_children: columns.length },
      ...columns.map(({ name }) => ({
        name,
        type: 'BYTE_ARRAY' as const,
        converted_type: 'UTF8' as const,
        repetition_type: 'OPTIONAL' as const,
      })),
    ],
  });
  let group: DatasetItem[] = [];
  const writeGroup = async () => {
    await writer.write({
      columnData: columns.map(({ name, cell }) => ({ name, data: group.map(cell) })),
      rowGroupSize: GROUP_LENGTH,
    });
    group = [];
  };
  for await (const item of items) {
    if (group.push(item) >= GROUP_LENGTH) await writeGroup();
  }
  if (group.length > 0) await writeGroup();
  await writer.finish();
}
