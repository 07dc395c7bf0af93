export const folder: string;
export function install(project: string): void;
