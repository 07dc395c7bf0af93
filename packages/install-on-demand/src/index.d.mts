/**
 * Installs a project that is not in the workspace, unless it is there as its manifest and its lock
 * file want it. The lock file says which package manager does it: npm or pnpm.
 *
 * `purpose` is printed before. Gives whether anything was installed. Throws when it failed; the next
 * call tries again.
 */
export function installProject(folder: string, purpose: string): boolean;

/**
 * Lets the modules of `folder` find packages of an installed project: makes links in the
 * `node_modules` of the folder, where they are not there yet.
 */
export function linkModules(project: string, folder: string, names: readonly string[]): void;
