import type { Peers } from './peers/load.js';
import type { Plan } from './plan.js';
import type { Question, Questions } from './questions.js';
import type { Cost, Measure, Results, Row } from './results.js';

/** What a run needs, and what it has found so far. */
export interface Run {
  readonly plan: Plan;
  readonly questions: Questions;
  readonly peers: Peers;
  /** For the databases; somebody else removes it. */
  readonly folder: string;
  readonly log: (line: string) => void;
  readonly rows: Row[];
  readonly costs: Cost[];
  readonly bytesPerItem: Measure[];
  readonly iterationMemory: Measure[];
  readonly connections: Results['connections'];
}

/** The first questions. */
export function firstQuestions({ questions }: Run, count: number): Question[] {
  return Array.from({ length: count }, (_, index) => questions.at(index));
}
