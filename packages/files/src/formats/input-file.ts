import type { Bytes } from './compression.js';

/** The bytes of a file, decompressed, and how far they were read. */
export interface ByteSource {
  readonly chunks: Bytes;
  /** The size of the file in bytes, as it is compressed; 0 where it is not known. */
  readonly size: number;
  /** How many bytes of the file have been read. */
  readonly read: () => number;
}

/** A file that is read from any place, as Parquet needs it. */
export interface RandomAccess {
  readonly byteLength: number;
  /** Gives the bytes from `start` on, to before `end` or to the end of the file. */
  slice(start: number, end?: number): ArrayBuffer | Promise<ArrayBuffer>;
}

/** The only file in an archive. */
export interface ArchivedFile extends ByteSource {
  readonly name: string;
}

/** A file to read, wherever it is: on a disk, in a browser, or coming in. */
export interface InputFile {
  /** What messages call it; tells its format where nothing else does. */
  readonly name: string;
  /** Whether it comes in, so that it is read once, from its beginning, and more may come late. */
  readonly isStream: boolean;
  /** Opens its bytes, decompressed. */
  open(): Promise<ByteSource>;
  /** Opens it for reading anywhere. Rejects with `USAGE` where it only comes in. */
  openAnywhere(): Promise<RandomAccess>;
  /** Opens the only file in it, where it is a ZIP archive. */
  openArchive(): Promise<ArchivedFile>;
}
