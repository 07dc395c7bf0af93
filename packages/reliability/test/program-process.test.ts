import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { ProgramProcess } from '../src/program-process.js';

it('a process that ends too early says why', async () => {
  const program = fileURLToPath(new URL('failing-program.ts', import.meta.url));
  const failing = await ProgramProcess.start('merger 1', program);
  expect(await failing.nextMessage()).toBe('ready');
  const message = failing.nextMessage();
  await expect(message).rejects.toThrow('merger 1 has ended too early (1)');
  await expect(message).rejects.toThrow(/The call failed[^]+Others were faster/);
  expect(failing.isOver).toBe(true);
});
