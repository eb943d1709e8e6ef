import type { Exposure } from './exposure.ts';
import { createSecretFinder, holdsPrivateKey, type PilotSecrets } from './pilot-secrets.ts';

/** How the payload is started. */
export interface PayloadLaunch {
  readonly file: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** Variables and arguments of `launch` that hold a secret or say where one is. Pure. */
export function launchExposures(
  { file, args, environment }: PayloadLaunch,
  secrets: PilotSecrets,
): readonly Exposure[] {
  const holdsSecret = createSecretFinder(secrets);
  const troubleWith = (text: string): string | undefined => {
    if (holdsSecret(text) || holdsPrivateKey(text)) return 'holds the credential';
    return secrets.files.some((path) => text.includes(path)) ? 'says where the credential is' : undefined;
  };
  const exposures = (kind: 'variable' | 'argument', entries: readonly [string, string][]): readonly Exposure[] =>
    entries.flatMap(([where, text]) => {
      const why = troubleWith(text);
      return why === undefined ? [] : [{ kind, where, why }];
    });
  return [
    ...exposures('variable', Object.entries(environment)),
    ...exposures(
      'argument',
      [file, ...args].map((text, index) => [String(index), text]),
    ),
  ];
}
