import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type CallOptions,
  type Mover,
  type MoverDefinition,
  parseToolOptions,
  requireNothing,
  requireRegularFile,
  toolError,
  type ToolOptions,
  type ToolRunner,
} from '@panda-pilot/movers-core';
import { createGfalSession } from './gfal-session.ts';
import { globusTable } from './globus-outcome.ts';
import { createGsiftp, createRunner } from './gsiftp.ts';
import { createQuestions } from './questions.ts';
import { received } from './received.ts';
import { fileUrlOf, gridftpSchemes, placeOf, urlOf } from './url.ts';

/**
 * `cog`: GridFTP by the globus-url-copy of the Java CoG kit, where the environment or the setup says where that is
 * (`COG_INSTALL_PATH`): it compares checksums itself, and copies one file a process. Where it is gone, as `gsiftp` does.
 */
const cog: MoverDefinition<ToolOptions> = {
  name: 'cog',
  schemes: gridftpSchemes,
  parseOptions: (raw) => parseToolOptions('cog', raw),
  create(options, tools) {
    const runner = createRunner(options, tools);
    return byCogWhereItIs(createGsiftp('cog', options, runner), options, runner);
  },
};
export default cog;

function byCogWhereItIs(today: Mover, options: ToolOptions, runner: ToolRunner): Mover {
  const program = async (call: CallOptions, file: string): Promise<string | undefined> => {
    call.signal.throwIfAborted();
    const { COG_INSTALL_PATH } = await runner.environment({ ...call, file });
    return COG_INSTALL_PATH === undefined ? undefined : join(COG_INSTALL_PATH, 'bin/globus-url-copy');
  };
  const copy = async (urls: readonly [string, string], call: CallOptions & { readonly tool: string; file: string }) => {
    const outcome = await runner.run(call.tool, ['-checksum', ...urls], call);
    const { ending } = outcome;
    if (ending.kind !== 'exited' || ending.exitCode !== 0) throw toolError(outcome, call, globusTable);
  };

  return {
    name: today.name,
    schemes: today.schemes,
    features: today.features,
    ...createQuestions(options, createGfalSession(runner)),
    async get(source, destination, call) {
      const tool = await program(call, source.href);
      if (tool === undefined) return today.get(source, destination, call);
      await requireNothing(destination);
      try {
        const from = urlOf(placeOf(source, options.copyPrefixIn));
        await copy([from, fileUrlOf(destination)], { ...call, tool, file: source.href });
        return await received(destination, source.href);
      } catch (error) {
        await rm(destination, { force: true });
        throw error;
      }
    },
    async put(source, destination, call) {
      const tool = await program(call, destination.href);
      if (tool === undefined) return today.put(source, destination, call);
      const bytes = await requireRegularFile(source);
      const to = urlOf(placeOf(destination, options.copyPrefix));
      await copy([fileUrlOf(source), to], { ...call, tool, file: destination.href });
      return { mode: 'copied', bytes };
    },
  };
}
