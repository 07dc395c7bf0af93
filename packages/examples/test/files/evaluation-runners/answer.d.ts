export function answer(question: string): string;
