import {
  type CommandOutcome,
  createToolRunner,
  findTool,
  type MoverTools,
  setupOf,
  type ToolCall,
  type ToolRunner,
} from '@panda-pilot/movers-core';
import type { SrmOptions } from '../options.ts';

/** Runs the programs of gfal2 in their environment. */
export function createGfalClient({ environment, ...options }: SrmOptions, tools: MoverTools): ToolRunner {
  const runner = createToolRunner({ ...setupOf(options), tune: (env) => tuned(env, environment) }, tools);
  return {
    environment: (call) => runner.environment(call),
    scratch: runner.scratch,
    async run(tool: string, args: readonly string[], call: ToolCall): Promise<CommandOutcome> {
      return runner.run(tool, args, {
        ...call,
        environment: { ...(await interpreterOf(tool, call)), ...call.environment },
      });
    },
  };

  /** The launcher tries the first `python` on PATH, which need not have the bindings, and starts it twice (util 1.8.0). */
  async function interpreterOf(tool: string, call: ToolCall): Promise<Readonly<Record<string, string>>> {
    const { PATH, GFAL_PYTHONBIN } = await runner.environment(call);
    if (GFAL_PYTHONBIN !== undefined) return {};
    const isPackaged = (await findTool(tool, PATH))?.startsWith('/usr/bin/') ?? false;
    return isPackaged ? { GFAL_PYTHONBIN: '/usr/bin/python3' } : {};
  }
}

function tuned(
  inherited: Readonly<Record<string, string>>,
  extra: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  // Beside a proxy they make the xroot plugin take the user's key for the proxy's ("invalid private key", 5.5.3).
  const unwanted = inherited['X509_USER_PROXY'] === undefined ? [] : ['X509_USER_CERT', 'X509_USER_KEY'];
  const kept = Object.fromEntries(Object.entries(inherited).filter(([name]) => !unwanted.includes(name)));
  // Without these a dead xroot server keeps gfal-copy for more than three minutes (2.21.3).
  return { XRD_CONNECTIONRETRY: '1', XRD_CONNECTIONWINDOW: '20', ...kept, LC_ALL: 'C', ...extra };
}
