function messageKey(datasetId: string): string {
  return `mastra-datasets.message.${datasetId}`;
}

/** The message that was typed for the next version. */
export function readMessage(datasetId: string): string {
  return localStorage.getItem(messageKey(datasetId)) ?? '';
}

/** Keeps it, so that a reload does not lose it. */
export function keepMessage(datasetId: string, message: string): void {
  if (message === '') localStorage.removeItem(messageKey(datasetId));
  else localStorage.setItem(messageKey(datasetId), message);
}
