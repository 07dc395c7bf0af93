// Serves the page of a file, in a process of its own that can be killed. Prints its address.
import { DatasetsLibSQL } from '@mastra-datasets/libsql';
import { serveStudio } from '../../src/index.js';

const [url = '', port = '0', sha256 = '', death = ''] = process.argv.slice(2);

function die(): void {
  process.kill(process.pid, 'SIGKILL');
}

/** Is killed when a commit comes: before the file has it, or before its answer is sent. */
class MortalStorage extends DatasetsLibSQL {
  override async applyChanges(
    ...args: Parameters<DatasetsLibSQL['applyChanges']>
  ): ReturnType<DatasetsLibSQL['applyChanges']> {
    if (death === 'before') die();
    const done = await super.applyChanges(...args);
    if (death === 'after') die();
    return done;
  }
}

const storage = new MortalStorage({ url });
const tokens = [{ role: 'write', sha256 }] as const;
const server = await serveStudio({ storage, port: Number(port), tokens });
console.log(server.url);
