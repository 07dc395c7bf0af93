/** How far a copy has come. */
export interface CopyProgress {
  /** `copy` while commits are written, then `compare` while both sides are read again. */
  phase: 'copy' | 'compare';
  /** The commit just done. */
  number: number;
  /** The last commit to do. */
  total: number;
}

export interface CopyDatasetInput {
  datasetId: string;
  /** Called after each commit. */
  onProgress?: ((progress: CopyProgress) => void) | undefined;
}

export interface CopyDatasetOutput {
  datasetId: string;
  /** The newest version of both. */
  version: Date;
  /** How many versions both have. */
  versions: number;
  /** How many of them this call copied; the target had the others. */
  copied: number;
}
