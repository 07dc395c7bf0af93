/** An id for an item of a draft; the storage gives it another one. */
export function newDraftId(): string {
  return `new-${crypto.randomUUID()}`;
}
