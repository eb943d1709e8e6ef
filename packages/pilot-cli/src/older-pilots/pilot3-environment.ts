import { dirname, isAbsolute, join } from 'node:path';
import type { Environment } from '../node/batch-system.ts';
import type { ForeignFacts } from './foreign-command-line.ts';
import type { SettingValues } from './option-table.ts';

/**
 * The settings that pilot 3 takes from variables. `flags` overrule the command line, as PANDAPILOT_LIFETIME does;
 * `defaults` stand behind everything that is said to this pilot itself. `directories` are further places where a token
 * is looked for. Pure but for `isFile`.
 */
export function pilot3Environment(
  { env, cwd, isFile }: ForeignFacts,
  directories: readonly string[] = [],
): { readonly flags: SettingValues; readonly defaults: SettingValues } {
  const lifetime = env['PANDAPILOT_LIFETIME'] ?? '';
  const find = (...names: readonly (string | undefined)[]): string | undefined =>
    findFile(names, env, { directories: [cwd, ...directories], isFile });
  // A token that was renewed goes before the one that the pilot was started with.
  const tokenFile = find(env['OIDC_REFRESHED_AUTH_TOKEN'], env['OIDC_AUTH_TOKEN'] ?? env['PANDA_AUTH_TOKEN']);
  const tokenOrigin = env['OIDC_AUTH_ORIGIN'] ?? env['PANDA_AUTH_ORIGIN'];
  const tokenKeyFile = find(env['PANDA_AUTH_TOKEN_KEY']);
  const hasToken = tokenFile !== undefined && tokenOrigin !== undefined;
  return {
    flags: /^\d+$/.test(lifetime) ? { lifetime } : {},
    defaults: {
      ...(hasToken ? { tokenFile, tokenOrigin } : {}),
      ...(hasToken && tokenKeyFile !== undefined ? { tokenKeyFile } : {}),
    },
  };
}

/** The first of `names` that is there; each is a path, or a name to be looked for. */
function findFile(
  names: readonly (string | undefined)[],
  env: Environment,
  where: { readonly directories: readonly string[]; readonly isFile: (path: string) => boolean },
): string | undefined {
  const beside = env['OIDC_AUTH_DIR'] ?? env['PANDA_AUTH_DIR'] ?? env['X509_USER_PROXY'];
  const directories = [...(beside === undefined ? [] : [dirname(beside)]), ...where.directories, env['HOME'] ?? '/'];
  const paths = names
    .filter((name): name is string => name !== undefined && name !== '')
    .flatMap((name) => (isAbsolute(name) ? [name] : directories.map((directory) => join(directory, name))));
  // A file that is nowhere is named all the same: the failure then says which was missed.
  return paths.find(where.isFile) ?? paths[0];
}
