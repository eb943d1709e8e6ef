import type { Mover, ToolOptions } from '@panda-pilot/movers-core';
import { type FakeTool, type FakeTools, fakeTools } from '@panda-pilot/testkit';
import { runCommand } from '@panda-pilot/timed-command';
import { xrdcp } from '../src/index.ts';

export interface FakeClients extends FakeTools {
  readonly mover: Mover;
}

/** The mover with these programs instead of the real clients. */
export async function fakeClients(
  tools: Readonly<Record<string, FakeTool>>,
  {
    definition = xrdcp,
    settings = {},
    env = {},
  }: {
    readonly definition?: typeof xrdcp;
    readonly settings?: Partial<ToolOptions>;
    readonly env?: Readonly<Record<string, string>>;
  } = {},
): Promise<FakeClients> {
  const fakes = await fakeTools(tools);
  const mover = definition.create(definition.parseOptions(settings), {
    runCommand: (file, args, options) => runCommand(file, args, options),
    fetch: () => Promise.reject(new Error('no server')),
    env: { PATH: fakes.directory, ...env },
  });
  return { ...fakes, mover };
}
