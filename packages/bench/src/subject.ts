import type {
  BasicContender,
  Contender,
  EditingContender,
  Role,
  VersionMark,
} from './contenders/contender.js';
import { OurContender } from './contenders/ours.js';
import { check } from './check.js';
import type { Question, Questions } from './questions.js';

/** A version of a subject's dataset and what it must hold. */
export interface KnownVersion {
  readonly mark: VersionMark;
  readonly ids: readonly string[];
  readonly questions: readonly Question[];
}

/** Coprime to any size, so that its multiples reach every place in no order. */
const STRIDE = 7_919;

/** A contender with a dataset, and what the dataset must hold by now. */
export class BasicSubject<Storage extends BasicContender = BasicContender> {
  readonly contender: Storage;
  readonly datasetId: string;
  readonly ids: string[] = [];
  readonly questions: Question[] = [];
  #place = 0;

  constructor(contender: Storage, datasetId: string) {
    this.contender = contender;
    this.datasetId = datasetId;
  }

  static async create<Storage extends BasicContender>(
    contender: Storage,
  ): Promise<BasicSubject<Storage>> {
    return new BasicSubject(contender, await contender.createDataset());
  }

  get role(): Role {
    return this.contender.role;
  }

  get size(): number {
    return this.ids.length;
  }

  /** A place in the dataset: scattered, and the same for every contender. */
  nextPlace(): number {
    this.#place += STRIDE;
    return this.#place % this.size;
  }

  push(id: string, question: Question): void {
    this.ids.push(id);
    this.questions.push(question);
  }

  /** Takes a place out; the last one moves there. */
  remove(place: number): void {
    const [id, question] = [this.ids.pop(), this.questions.pop()];
    if (place < this.ids.length && id !== undefined && question !== undefined) {
      this.ids[place] = id;
      this.questions[place] = question;
    }
  }

  idAt(place: number): string {
    const id = this.ids[place];
    check(id !== undefined, 'the dataset has no such place');
    return id;
  }

  /** Remembers the present. */
  async markVersion(): Promise<KnownVersion> {
    const mark = await this.contender.currentVersion(this.datasetId);
    return { mark, ids: [...this.ids], questions: [...this.questions] };
  }
}

/** Someone who changes single items, with a dataset. */
export type EditingSubject = BasicSubject<EditingContender>;

/** A storage of datasets with a dataset. */
export type Subject = BasicSubject<Contender>;

/** Our storage with a dataset. */
export type OurSubject = BasicSubject<OurContender>;

/** Whether a subject changes single items and keeps old versions. */
export function isEditing(subject: BasicSubject): subject is EditingSubject {
  return subject.role !== 'limit';
}

/** Whether a subject can do all that storages of datasets can. */
export function isFull(subject: BasicSubject): subject is Subject {
  return isEditing(subject) && subject.role !== 'lance';
}

export function isOurs(subject: BasicSubject): subject is OurSubject {
  return subject.contender instanceof OurContender;
}

/** A question that no dataset has yet, of the usual size. */
export class FreshQuestions {
  readonly #questions: Questions;
  #count = 0;

  constructor(questions: Questions) {
    this.#questions = questions;
  }

  next(): Question {
    this.#count += 1;
    const { question, answer } = this.#questions.at(this.#count);
    return { question: `${question} (${this.#count})`, answer };
  }
}
