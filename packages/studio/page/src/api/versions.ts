import { ServerUnreachable } from './problem.js';
import { apiPath, request, requestJson, requestLines } from './request.js';
import type {
  Authorship,
  DatasetTag,
  DatasetVersion,
  DiffLine,
  DiffSummary,
  VersionList,
  VersionName,
} from './wire.js';

export function listVersions(
  datasetId: string,
  query: { readonly page: number; readonly perPage: number },
  signal?: AbortSignal,
): Promise<VersionList> {
  return requestJson(apiPath`/datasets/${datasetId}/versions`, { query, signal });
}

/** Gives one version by its number, a time at which it was the newest, or a tag. */
export function getVersion(
  datasetId: string,
  version: string,
  signal?: AbortSignal,
): Promise<DatasetVersion> {
  return requestJson(apiPath`/datasets/${datasetId}/versions/${version}`, { signal });
}

export async function listTags(datasetId: string, signal?: AbortSignal): Promise<DatasetTag[]> {
  const path = apiPath`/datasets/${datasetId}/tags`;
  const { tags } = await requestJson<{ tags: DatasetTag[] }>(path, { signal });
  return tags;
}

/** Names a version; `move` lets a tag that is there name another one. */
export function tagVersion(
  datasetId: string,
  tag: string,
  { version, move }: { readonly version: string | number; readonly move?: boolean },
): Promise<DatasetTag> {
  return requestJson(apiPath`/datasets/${datasetId}/tags/${tag}`, {
    method: 'PUT',
    body: { version, move },
  });
}

export async function untagVersion(datasetId: string, tag: string): Promise<void> {
  await request(apiPath`/datasets/${datasetId}/tags/${tag}`, { method: 'DELETE' });
}

/** Makes a new version whose items equal those of an old one. */
export function restoreVersion(
  datasetId: string,
  restore: Authorship & {
    readonly version: string | number;
    readonly expectedVersion?: string | number | undefined;
  },
): Promise<DatasetVersion> {
  return requestJson(apiPath`/datasets/${datasetId}/restore`, { method: 'POST', body: restore });
}

/** Streams a summary of what differs between two versions, then each item that does. */
export function diffVersions(
  datasetId: string,
  { from, to }: { readonly from: string; readonly to: string },
  signal?: AbortSignal,
): AsyncGenerator<DiffLine, void, undefined> {
  return requestLines(apiPath`/datasets/${datasetId}/diff`, { query: { from, to }, signal });
}

/** Says how many items differ between two versions, without reading them. */
export async function getDiffSummary(
  datasetId: string,
  versions: { readonly from: string; readonly to: string },
  signal?: AbortSignal,
): Promise<DiffSummary> {
  for await (const line of diffVersions(datasetId, versions, signal)) {
    if (line.type === 'summary') return line;
  }
  throw new ServerUnreachable('The answer of the server broke off.');
}

/** Gives the SHA-256 of the items of a version, as docs/digest.md says. */
export async function getDigest(
  datasetId: string,
  version?: VersionName,
  signal?: AbortSignal,
): Promise<string> {
  const path = apiPath`/datasets/${datasetId}/digest`;
  const { digest } = await requestJson<{ digest: string }>(path, { query: { version }, signal });
  return digest;
}
