/** One way in which an item breaks a schema; the elements of `details.failures`. */
export interface SchemaFailure {
  /** The item's place in the batch, or among the existing items listed. */
  index: number;
  /** The item's id, when it has one already. */
  id?: string;
  field: 'input' | 'expectedOutput';
  /** JSON Pointer (RFC 6901) to the culprit within the field; empty for the field itself. */
  pointer: string;
  message: string;
}
