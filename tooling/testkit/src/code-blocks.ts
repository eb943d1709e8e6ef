/** A block of code in a page of documentation. */
export interface CodeBlock {
  /** Of its first line, from 1. */
  readonly line: number;
  readonly text: string;
  /** Why it cannot be run by a test; undefined for one that is run. */
  readonly elsewhere: string | undefined;
}

/**
 * The fenced blocks in `language` of a page in Markdown. One that needs what a test does not have says so in its first
 * line: "```sh elsewhere: a PanDA server". Throws for a fence that says something else, and for blocks in the names of
 * other shells than sh.
 */
export function codeBlocks(markdown: string, language: 'sh' | 'js'): readonly CodeBlock[] {
  const lines = markdown.split('\n');
  const blocks: CodeBlock[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const [, fence, said = ''] = /^(```+)(.*)$/.exec(lines[index] ?? '') ?? [];
    if (fence === undefined) continue;
    const end = lines.indexOf(fence, index + 1);
    if (end === -1) throw new Error(`line ${index + 1}: a block without an end`);
    if (/^(bash|shell|console|zsh)\b/.test(said))
      throw new Error(`line ${index + 1}: shell blocks are \`sh\` here, not \`${said}\``);
    const [, rest] = new RegExp(`^${language}\\b(.*)$`).exec(said) ?? [];
    if (rest !== undefined)
      blocks.push({
        line: index + 2,
        text: lines.slice(index + 1, end).join('\n'),
        elsewhere: reasonIn(`${language}${rest}`, index + 1),
      });
    index = end;
  }
  return blocks;
}

function reasonIn(said: string, line: number): string | undefined {
  const [, rest = ''] = /^\w+(.*)$/.exec(said) ?? [];
  if (rest.trim() === '') return undefined;
  const [, reason] = /^ elsewhere: (\S.*)$/.exec(rest) ?? [];
  if (reason === undefined) throw new Error(`line ${line}: \`${said}\` is neither run nor says where else it belongs`);
  return reason;
}

/**
 * The commands of a block that call `program`, each as the words that it is given; enough of a shell's grammar for what
 * documentation shows.
 */
export function callsOf(program: string, { text }: Pick<CodeBlock, 'text'>): readonly (readonly string[])[] {
  return text
    .replaceAll(/\\\n/g, ' ')
    .split('\n')
    .flatMap((line) => commandsIn(line))
    .flatMap((words) => {
      const at = words.indexOf(program);
      return at === -1 ? [] : [words.slice(at + 1)];
    });
}

/** Words of each command of a line, without comments, redirections and quotes. */
function commandsIn(line: string): readonly (readonly string[])[] {
  const commands: string[][] = [[]];
  for (const [token] of line.matchAll(
    /\d*>>?\s*&?[^\s;|&)]+|<\(|[|;&()]+|#.*$|(?:"[^"]*"|'[^']*'|[^\s"'|;&()<>#])+/g,
  )) {
    if (token.startsWith('#')) break;
    if (/^\d*>/.test(token)) continue;
    if (/^[|;&()<]/.test(token)) commands.push([]);
    else commands.at(-1)?.push(token.replaceAll(/["']/g, ''));
  }
  return commands;
}
