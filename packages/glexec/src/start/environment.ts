/**
 * The payload's environment as lines for the shell that starts it: it goes in on standard input, where no `ps` shows it
 * and no limit on the size of a variable applies. One line a variable, an empty line at the end; everything but plain
 * ASCII is escaped as `printf %b` undoes it. A leading `=` marks a name that the shell cannot export itself.
 */
export function environmentBlock(env: Readonly<Record<string, string>>): string {
  return `${Object.entries(env).map(lineOf).join('')}\n`;
}

/** Of `env` the variables that `allowed` names: whole names, or prefixes that end in `*`. */
export function selectEnvironment(
  env: Readonly<Record<string, string>>,
  allowed: readonly string[],
): Record<string, string> {
  const names = new Set(allowed);
  const prefixes = allowed.filter((name) => name.endsWith('*')).map((name) => name.slice(0, -1));
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => names.has(name) || prefixes.some((prefix) => name.startsWith(prefix))),
  );
}

function lineOf([name, value]: [string, string]): string {
  if (name === '' || name.includes('=') || `${name}${value}`.includes('\0')) {
    throw new TypeError(`no environment can hold the variable ${JSON.stringify(name)}`);
  }
  return `${isExportable(name) ? '' : '='}${escape(`${name}=${value}`)}\n`;
}

/** Names that every shell exports as they are; those that a shell keeps for itself, or the starter uses, are set by env(1). */
function isExportable(name: string): boolean {
  return (
    /^[A-Za-z_]\w*$/.test(name) &&
    !/^(?:_|PWD|OLDPWD|SHLVL|PPID|UID|EUID|SHELLOPTS|BASHOPTS|BASH\w*|IFS|OPTIND|LINENO|_pilot_\w+)$/.test(name)
  );
}

function escape(text: string): string {
  let escaped = '';
  for (const byte of Buffer.from(text)) {
    escaped += isPlain(byte) ? String.fromCodePoint(byte) : `\\0${byte.toString(8).padStart(3, '0')}`;
  }
  return escaped;
}

function isPlain(byte: number): boolean {
  return byte >= 0x20 && byte < 0x7f && byte !== 0x5c;
}
