import { posix } from 'node:path';
import {
  type CallOptions,
  copying,
  endedWell,
  type Mover,
  toolError,
  toolMover,
  type ToolOptions,
  type ToolRunner,
  whicheverTool,
} from '@panda-pilot/movers-core';
import { createGfalSession } from './gfal-session.ts';
import { globusTable } from './globus-outcome.ts';
import { createGsiftp } from './gsiftp.ts';
import { createQuestions } from './questions.ts';
import { fileUrlOf, gridftpSchemes, placeOf, urlOf } from './url.ts';

/**
 * `cog`: GridFTP by the globus-url-copy of the Java CoG kit, where the environment or the setup says where that is
 * (`COG_INSTALL_PATH`): it compares checksums itself, and copies one file a process. Where it is gone, as `gsiftp` does.
 */
const cog = toolMover({
  name: 'cog',
  schemes: gridftpSchemes,
  create(options, runner) {
    const today = createGsiftp('cog', options, runner);
    const byTool = { [inKit('$COG_INSTALL_PATH')]: byKit(today, options, runner), 'globus-url-copy': today };
    return whicheverTool({ name: 'cog', byTool, features: today.features }, runner);
  },
});
export default cog;

function inKit(directory: string): string {
  return `${directory}/bin/globus-url-copy`;
}

/** The kit copies, and makes no directories; gfal2 does, and is asked for the rest. */
function byKit({ name, schemes, features }: Mover, options: ToolOptions, runner: ToolRunner): Mover {
  const ask = createGfalSession(runner);
  const copy = async (from: string, to: string, call: CallOptions & { readonly file: string }): Promise<void> => {
    const { COG_INSTALL_PATH = '' } = await runner.environment(call);
    const tool = inKit(COG_INSTALL_PATH);
    const outcome = await runner.run(tool, ['-checksum', from, to], call);
    if (!endedWell(outcome)) throw toolError(outcome, { tool, file: call.file }, globusTable);
  };
  return {
    name,
    schemes,
    features,
    ...createQuestions(options, ask),
    ...copying({
      fetch(source, destination, call) {
        const from = urlOf(placeOf(source, options.copyPrefixIn));
        return copy(from, fileUrlOf(destination), { ...call, file: source.href });
      },
      async store(source, destination, call) {
        const place = placeOf(destination, options.copyPrefix);
        const to = urlOf(place);
        await ask(['mkdir', urlOf({ ...place, path: posix.dirname(place.path) }), ''], call);
        await copy(fileUrlOf(source), to, { ...call, file: destination.href });
      },
    }),
  };
}
