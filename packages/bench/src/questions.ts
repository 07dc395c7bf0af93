import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** A test case of the benchmarks: a question with its answer. */
export interface Question {
  readonly question: string;
  readonly answer: string;
}

/** Test cases, and where they come from. */
export interface Questions {
  readonly origin: string;
  /** Gives the case of a number; they repeat when there are fewer than asked for. */
  readonly at: (index: number) => Question;
}

const questionSchema = z.object({ question: z.string(), answer: z.string() });

const FILES = ['gsm8k-train.jsonl', 'gsm8k-test.jsonl'];

/** The mean lengths of GSM8K's questions and answers, in characters. */
const GENERATED_LENGTHS = { question: 235, answer: 290 };

/** Reads GSM8K from a folder, or generates text of like size where it is absent. */
export function loadQuestions(folder: string): Questions {
  const paths = FILES.map((file) => join(folder, file));
  if (!paths.every((path) => existsSync(path))) {
    return {
      origin: 'generated text of the mean size of GSM8K, which is absent',
      at: generateQuestion,
    };
  }
  const lines = paths.flatMap((path) => readFileSync(path, 'utf8').trim().split('\n'));
  const questions = lines.map((line) => questionSchema.parse(JSON.parse(line)));
  return {
    origin: `GSM8K, ${questions.length} rows, repeated`,
    at: (index) => questions[index % questions.length] ?? generateQuestion(index),
  };
}

/** Makes a case of a number, always the same. */
export function generateQuestion(index: number): Question {
  const fill = (kind: string, length: number) =>
    `${kind} ${index}: `.padEnd(length, `${index % 97} apples and ${index % 89} pears, `);
  return {
    question: fill('Question', GENERATED_LENGTHS.question),
    answer: fill('Answer', GENERATED_LENGTHS.answer),
  };
}
