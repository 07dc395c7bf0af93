import {
  ALPACA,
  BIGBENCH,
  DEEPEVAL,
  INSPECT,
  MT_BENCH,
  OPENAI_EVALS,
  RAGAS,
} from './evaluation.js';
import { HUGGINGFACE } from './huggingface.js';
import { MASTRA } from './mastra.js';
import { MULTIPLE_CHOICE } from './multiple-choice.js';
import { PROMPTFOO } from './promptfoo.js';
import type { Shape } from './shape.js';
import { LANGFUSE, LANGSMITH, PHOENIX } from './tracing.js';

/** The shapes whose rows are rebuilt. */
export const SHAPES: readonly Shape[] = [
  PROMPTFOO,
  LANGFUSE,
  LANGSMITH,
  PHOENIX,
  MASTRA,
  OPENAI_EVALS,
  INSPECT,
  DEEPEVAL,
  RAGAS,
  MT_BENCH,
  ALPACA,
  BIGBENCH,
  MULTIPLE_CHOICE,
];

/** The names of all shapes, for `--from`. */
export const SHAPE_NAMES: readonly string[] = [
  ...SHAPES.map(({ name }) => name),
  HUGGINGFACE,
].toSorted();
