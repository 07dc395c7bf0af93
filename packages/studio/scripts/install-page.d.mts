/** The folder of the page's project. */
export const pageProject: string;

/** Installs the page's project, unless it is there. */
export function installPage(): void;
