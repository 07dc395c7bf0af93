export const folder: string;
export function install(): void;
