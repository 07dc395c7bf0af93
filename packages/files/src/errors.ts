/** Codes of what is wrong with a file, with its rows, or with how it is to be read. */
export type FilesErrorCode =
  'USAGE' | 'FILE_NOT_FOUND' | 'FILE_FAILED' | 'INPUT_UNREADABLE' | 'INPUT_REFUSED';

/** A way of reading a file that may mend what is wrong: an option, and a value for it. */
export interface Remedy {
  readonly option: 'format' | 'encoding' | 'delimiter' | 'header' | 'quotes' | 'root' | 'sheet';
  readonly value: string | boolean;
}

/** What {@link FilesError} takes beside its code and message. */
interface FilesErrorOptions {
  /** What to do next, in words of the command line. */
  readonly hint?: string;
  /** Ways of reading the file that may mend it, for programs that offer them. */
  readonly remedies?: readonly Remedy[];
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** A file that cannot be read, is not as it should be, or does not fit what was asked for. */
export class FilesError extends Error {
  override readonly name = 'FilesError';
  readonly code: FilesErrorCode;
  readonly hint: string | undefined;
  readonly remedies: readonly Remedy[];
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: FilesErrorCode, message: string, options: FilesErrorOptions = {}) {
    const { hint, remedies = [], details = {}, cause } = options;
    super(message, cause === undefined ? {} : { cause });
    this.code = code;
    this.hint = hint;
    this.remedies = remedies;
    this.details = details;
  }
}
