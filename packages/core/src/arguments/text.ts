import { z } from 'zod';

/** Text that every database keeps as it is: no NUL and no lone surrogates. */
export function text(minimum: number, maximum: number) {
  return z
    .string()
    .min(minimum)
    .max(maximum)
    .refine((value) => value.isWellFormed(), 'has a lone surrogate')
    .refine((value) => !value.includes('\0'), 'has a NUL character');
}
