import { lexer, type Token } from 'marked';

/** A fenced code block of a document. */
export interface CodeBlock {
  /** Names the block in test reports: the document and the number of the block in it. */
  readonly title: string;
  readonly language: string;
  readonly text: string;
  /** The name given in a comment before the block, such as `<!-- example: diff, after setup -->`. */
  readonly name: string | undefined;
  /** The block whose program comes before this one's. */
  readonly after: string | undefined;
}

/** A program that a reader of the documentation could put together. */
export interface Example {
  readonly title: string;
  /** The name of its block. */
  readonly name: string | undefined;
  readonly language: string;
  readonly text: string;
  /** What it prints, as its comments `// → …` say. */
  readonly output: readonly string[];
}

const MARK = /^<!-- example: (?<name>[\w-]+)(?:, after (?<after>[\w-]+))? -->\s*$/;

function isBlank(token: Token): boolean {
  return token.type === 'space';
}

/** Finds every fenced code block of a Markdown text. */
export function codeBlocks(document: string, markdown: string): CodeBlock[] {
  const tokens = lexer(markdown).filter((token) => !isBlank(token));
  let count = 0;
  return tokens.flatMap((token, index) => {
    if (token.type !== 'code') return [];
    count += 1;
    const mark = MARK.exec(tokens[index - 1]?.raw ?? '')?.groups;
    return {
      title: `${document} #${count}`,
      language: typeof token.lang === 'string' ? token.lang : '',
      text: typeof token.text === 'string' ? token.text : '',
      name: mark?.['name'],
      after: mark?.['after'],
    };
  });
}

function programOf(block: CodeBlock, named: ReadonlyMap<string, CodeBlock>): string {
  if (block.after === undefined) return block.text;
  const earlier = named.get(block.after);
  if (earlier === undefined) throw new Error(`${block.title}: there is no block ${block.after}.`);
  return `${programOf(earlier, named)}\n${block.text}`;
}

/** Class members alone, as a page on subclasses shows them, become a subclass. */
function asModule(text: string): string {
  if (!/^(?:override|protected|private|readonly) /.test(text)) return text;
  return `import { BASIC_SUPPORTS, DatasetsStorage } from '@mastra-datasets/core';
export abstract class Example extends DatasetsStorage {
${text}
}`;
}

/** Puts together the programs of one document's TypeScript and JavaScript blocks. */
export function examplesOf(blocks: readonly CodeBlock[]): Example[] {
  const named = new Map(blocks.map((block) => [block.name ?? block.title, block]));
  return blocks
    .filter(({ language }) => language === 'ts' || language === 'js')
    .map((block) => {
      const text = asModule(programOf(block, named));
      const output = outputOf(text, '//');
      return { title: block.title, name: block.name, language: block.language, text, output };
    });
}

/** What a program prints, as its comments say. */
export function outputOf(text: string, comment: '//' | '#'): string[] {
  return [...text.matchAll(new RegExp(`^.*${comment} → (.*)$`, 'gm'))].map(
    ([, line]) => line ?? '',
  );
}
