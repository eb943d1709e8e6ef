import type { Mover, MoverDefinition, ToolOptions } from '@panda-pilot/movers-core';
import { type FakeTool, type FakeTools, fakeTools } from '@panda-pilot/testkit';
import { runCommand } from '@panda-pilot/timed-command';

/** The mover with these programs instead of the real clients. */
export async function fakeClients(
  definition: MoverDefinition<ToolOptions>,
  tools: Readonly<Record<string, FakeTool>>,
  env: (directory: string) => Readonly<Record<string, string>> = () => ({}),
): Promise<FakeTools & { readonly mover: Mover }> {
  const fakes = await fakeTools(tools);
  const mover = definition.create(definition.parseOptions({}), {
    runCommand: (file, args, options) => runCommand(file, args, options),
    fetch: () => Promise.reject(new Error('no server')),
    env: { PATH: fakes.directory, ...env(fakes.directory) },
  });
  return { ...fakes, mover };
}
