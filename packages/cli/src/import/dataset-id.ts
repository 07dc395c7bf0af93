import { createHash } from 'node:crypto';

/** What the ids of datasets are made under; any other would do, but it may never change. */
const NAMESPACE = Buffer.from('6d61737472612d646174617365747321', 'hex');

/**
 * The id of the dataset that imports make under a name: a UUID of version 5 (RFC 9562, section 5.5), so
 * that imports at once into a new name make one dataset.
 */
export function datasetIdOf(name: string): string {
  const bytes = createHash('sha1').update(NAMESPACE).update(name).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
