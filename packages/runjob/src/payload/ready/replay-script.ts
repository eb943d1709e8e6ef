import type { Job } from '@panda-pilot/core';
import { type ShellWord, shellWords } from '../../experiments/shell-words.ts';
import { catalogName, type PlacelessCatalog } from './input-catalog.ts';
import { secretsFile } from '../../secrets/secrets-file.ts';
import { isSecret } from './payload-environment.ts';
import { type ReadyPart, runsInImage } from '../payload-parts.ts';

/** What is to be run again. */
export interface Replayed {
  readonly job: Pick<Job, 'pandaId' | 'attemptNumber'>;
  readonly parts: readonly ReadyPart[];
  readonly coprocess?: ReadyPart;
  readonly env: Readonly<Record<string, string>>;
  /** Names of files in the work directory that the log does not hold. */
  readonly inputs: readonly string[];
  readonly catalog?: PlacelessCatalog | undefined;
  /** The payload has had secrets of its owner. */
  readonly hasSecrets?: boolean;
  /** The payload runs in it, with these options of Apptainer. */
  readonly image?: { readonly path: string; readonly options: readonly string[] };
}

/** The name of the script in the work directory, and so in the log. */
export const replayScriptName = 'job_setup.sh';

/**
 * A bash script that runs the payload again in the directory where it lies, as whoever starts it, and ends with the
 * payload's exit code: the same commands in the same environment. Pure. A word or variable with a secret is left out,
 * and the script says so.
 */
export function replayScript(replayed: Replayed): string {
  const { catalog, coprocess, env, hasSecrets = false, image, inputs, job, parts } = replayed;
  const [variables, hidden] = withoutSecrets(env);
  const around = [...parts, ...(coprocess === undefined ? [] : [coprocess])].some((part) => !runsInImage(part));
  return [
    '#!/bin/bash',
    `# Runs the payload of PanDA job ${job.pandaId}, attempt ${job.attemptNumber}, again in the directory of this script; ends with its exit code.`,
    '# A proxy that the payload needs is yours to bring: X509_USER_PROXY is handed on.',
    '[ -n "$BASH_VERSION" ] || exec /bin/bash "$0" "$@"',
    'cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1',
    ...(image === undefined || around ? [] : [intoImage(image)]),
    ...inputs.map((name) => `[ -e ${shellWords([name])} ] || missing+=(${shellWords([name])})`),
    '[ -z "${missing[*]}" ] || { printf \'job_setup.sh: bring this input here first: %s\\n\' "${missing[@]}" >&2; exit 1; }',
    ...(catalog === undefined ? [] : catalogLines(catalog)),
    ...(hasSecrets
      ? [`[ -e ${secretsFile} ] || ${warning(`${secretsFile}, the secrets of the job's owner, is not here`)}`]
      : []),
    ...hidden.map((name) => warning(`${name} held a secret and is left out`)),
    ...[...parts, ...(coprocess === undefined ? [] : [coprocess])]
      .filter(hasSecret)
      .map(({ name }) => warning(`a secret is left out of ${name}`)),
    'temporary=$(mktemp -d) || exit 1',
    'trap end EXIT',
    `image=(${image === undefined || !around ? '' : inImage(image, ['temporary'])})`,
    `environment=(${shellWords(variables.map(([name, value]) => `${name}=${value}`))})`,
    'environment+=("HOME=$HOME" "USER=$(id -un)" "TMPDIR=$temporary")',
    '[ -z "$X509_USER_PROXY" ] || environment+=("X509_USER_PROXY=$X509_USER_PROXY")',
    ...functions,
    ...lines(replayed),
    '',
  ].join('\n');
}

/** The script starts itself again in the image. */
function intoImage({ options, path }: NonNullable<Replayed['image']>): string {
  const script = shellWords(['/bin/bash', `./${replayScriptName}`]);
  return `[ -n "$job_setup_in_image" ] || job_setup_in_image=yes exec ${inImage({ options, path }, [])} ${script}`;
}

/** What goes before a command that runs in the image; `bound`: variables with directories that it sees beside this one. */
function inImage({ options, path }: NonNullable<Replayed['image']>, bound: readonly string[]): string {
  const binds = ['PWD', ...bound].map((name) => `--bind "$${name}"`).join(' ');
  return `apptainer exec --no-privs ${binds} --pwd "$PWD" ${shellWords([...options, path])}`;
}

/** Names the inputs where they are brought to, whatever the payload has made of its catalogue since. */
function catalogLines([first = '', ...others]: PlacelessCatalog): readonly string[] {
  const words = [first, ...others.map((suffix) => ({ variable: 'here', suffix }))];
  return [
    'here=${PWD//&/"&amp;"}; here=${here//</"&lt;"}; here=${here//\\"/"&quot;"}',
    `printf %s ${shellWords(words)} > ${catalogName} || exit 1`,
  ];
}

/**
 * `run`: the set-up script or nothing, then the words, in the `place` that is an image or none; a bare name is looked
 * for in `folders` before PATH. `end`: a co-process that has just been started may lose the first signal.
 */
const functions = [
  'end() {',
  '  [ -z "$beside" ] || { kill -- "-$beside"; sleep 0.2; kill -KILL -- "-$beside"; } 2>/dev/null',
  '  rm -rf -- "$temporary"',
  '}',
  'run() {',
  '  local set_up=$1 folder',
  '  shift',
  '  case $1 in */*) ;; *) for folder in "${folders[@]}"; do [ ! -f "$folder/$1" ] || { set -- "$folder/$@"; break; }; done ;; esac',
  '  "${place[@]}" env -i "${environment[@]}" ${set_up:+/bin/bash --noprofile --norc "$set_up"} "$@"',
  '}',
] as const;

/** The co-process begins with the first step, in a process group of its own. */
function lines({ coprocess, parts }: Replayed): readonly string[] {
  const firstStep = parts.findIndex(({ kind }) => kind === 'step');
  return parts.flatMap((part, index) => [
    ...(coprocess !== undefined && index === firstStep ? ['set -m', `${call(coprocess)} & beside=$!`, 'set +m'] : []),
    `${call(part)} || exit`,
  ]);
}

function call({ folders, kind, setUp, words }: ReadyPart): string {
  const script = setUp === undefined ? '' : `./${setUp}`;
  const place = runsInImage({ kind }) ? '("${image[@]}")' : '()';
  return `place=${place}; folders=(${shellWords([...folders, '.'])}); run ${shellWords([script, ...concealed(words)])}`;
}

function hasSecret({ words }: ReadyPart): boolean {
  return concealed(words).some((word, at) => word !== words[at]);
}

/** A secret may show only beside the name of its option. */
function concealed(words: readonly string[]): readonly ShellWord[] {
  return words.map((word, at) => (isSecret(word) || isValueOfSecret(words[at - 1], word) ? '[redacted]' : word));
}

function isValueOfSecret(option: string | undefined, word: string): boolean {
  return option !== undefined && !isSecret(option) && isSecret(`${option} ${word}`);
}

/** The account's own variables are whoever's who runs it. */
function withoutSecrets(
  env: Readonly<Record<string, string>>,
): [readonly (readonly [string, string])[], readonly string[]] {
  const others = Object.entries(env).filter(
    ([name]) => !/^(?:HOME|USER|LOGNAME|SHELL|TMPDIR|X509_USER_PROXY)$/.test(name),
  );
  const secret = others.filter(([name, value]) => isSecret(`${name}=${value}`));
  return [others.filter((entry) => !secret.includes(entry)), secret.map(([name]) => name)];
}

function warning(text: string): string {
  return `printf '%s\\n' ${shellWords([`job_setup.sh: ${text}`])} >&2`;
}
