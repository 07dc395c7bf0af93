import { answer } from './answer.js';

/** The same program, as Promptfoo calls one. */
export default class Answers {
  id() {
    return 'answers';
  }

  callApi(prompt) {
    return Promise.resolve({ output: answer(prompt) });
  }
}
