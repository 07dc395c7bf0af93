import type { ItemColumn } from './columns.js';
import type { ItemContent } from './content.js';

/** How many rows are held in memory and written together. */
const GROUP_LENGTH = 5_000;

/**
 * Gives the bytes of a Parquet file piece by piece: a column of nullable strings for each column of
 * items. The encoder is loaded when it is needed.
 */
export async function* writeParquet(
  items: AsyncIterable<ItemContent>,
  columns: readonly ItemColumn[],
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  const { ByteWriter, ParquetWriter } = await import('hyparquet-writer');
  const bytes = new ByteWriter();
  const writer = new ParquetWriter({
    writer: bytes,
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
  /** Takes what was written, and leaves the count of all bytes, which places in the file are made of. */
  const take = () => {
    const piece = new Uint8Array(bytes.getBytes());
    bytes.index = 0;
    return piece;
  };
  let group: ItemContent[] = [];
  const writeGroup = async () => {
    await writer.write({
      columnData: columns.map(({ name, cell }) => ({ name, data: group.map(cell) })),
      rowGroupSize: GROUP_LENGTH,
    });
    group = [];
    return take();
  };
  for await (const item of items) {
    if (group.push(item) >= GROUP_LENGTH) yield await writeGroup();
  }
  if (group.length > 0) yield await writeGroup();
  await writer.finish();
  yield take();
}
