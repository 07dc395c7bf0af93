import { join } from 'node:path';
import type { BasicContender, Role } from './contenders/contender.js';
import { LanceContender } from './contenders/lance.js';
import { LimitContender } from './contenders/limit.js';
import { MastraContender } from './contenders/mastra.js';
import { OurFileContender } from './contenders/our-file.js';
import { OurContender } from './contenders/ours.js';
import type { Peers } from './peers/load.js';
import type { Store } from './results.js';

/** Someone who takes part: opens fresh contenders. */
export interface Entrant {
  readonly role: Role;
  readonly open: (name: string) => Promise<BasicContender>;
}

/** Who takes part with a kind of store: ours first, then what there is to compare with. */
export function entrantsOf(store: Store, peers: Peers, folder: string): Entrant[] {
  return store === 'file' ? fileEntrants(peers, folder) : memoryEntrants(peers);
}

/** The file of a contender; LanceDB's is a folder. */
export function pathOf(folder: string, role: Role, name: string): string {
  return join(folder, `${role}-${name}.db`);
}

function fileEntrants({ LibSQLStore, lance, Database }: Peers, folder: string): Entrant[] {
  const ours: Entrant = {
    role: 'ours',
    open: (name) => OurFileContender.open(pathOf(folder, 'ours', name)),
  };
  const entrants = [ours];
  if (LibSQLStore !== undefined) {
    entrants.push({
      role: 'peer',
      open: (name) => {
        const url = `file:${pathOf(folder, 'peer', name)}`;
        return MastraContender.open('@mastra/libsql', new LibSQLStore({ id: name, url }));
      },
    });
  }
  if (lance !== undefined) {
    entrants.push({
      role: 'lance',
      open: (name) => LanceContender.open(lance, pathOf(folder, 'lance', name)),
    });
  }
  if (Database !== undefined) {
    entrants.push({
      role: 'limit',
      open: (name) => LimitContender.open(Database, pathOf(folder, 'limit', name)),
    });
  }
  return entrants;
}

function memoryEntrants({ InMemoryStore }: Peers): Entrant[] {
  const ours: Entrant = { role: 'ours', open: () => Promise.resolve(OurContender.inMemory()) };
  if (InMemoryStore === undefined) return [ours];
  const peer: Entrant = {
    role: 'peer',
    open: () => MastraContender.open('@mastra/core, in memory', new InMemoryStore()),
  };
  return [ours, peer];
}
