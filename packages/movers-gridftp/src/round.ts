import {
  type CommandOutcome,
  MoverError,
  moverErrorFrom,
  outcomeKind,
  type ToolCall,
  toolError,
  type ToolRunner,
} from '@panda-pilot/movers-core';
import { globusTable } from './globus-outcome.ts';

/** What GridFTP can be asked: `stat`, `unlink`, `mkdir` with all directories above, or `checksum` with its algorithm. */
export type Question = readonly [verb: 'stat' | 'checksum' | 'mkdir' | 'unlink', url: string, algorithm: string];

type Answer = Readonly<Record<string, unknown>>;

/** Questions that one process answers. */
export class Round {
  private readonly questions: Question[] = [];
  private readonly ended: Promise<CommandOutcome>;
  private settle: (outcome: Promise<CommandOutcome>) => void = () => undefined;
  /** Goes off when nobody waits any more. */
  private readonly deserted = new AbortController();
  private waiting = 0;
  private timeoutMs = 0;

  constructor() {
    this.ended = new Promise((resolve) => (this.settle = resolve));
    // Whoever asked hears of it; a round that everybody left has nobody to hear.
    this.ended.catch(() => undefined);
  }

  /** Resolves to the answer once the process has ended. Rejects with `signal.reason` at once. */
  async ask(question: Question, call: { readonly signal: AbortSignal; readonly timeoutMs: number }): Promise<Answer> {
    const index = this.questions.push(question) - 1;
    this.waiting++;
    this.timeoutMs = Math.max(this.timeoutMs, call.timeoutMs);
    let onAbort = (): void => undefined;
    const gone = new Promise<never>((_resolve, reject) => {
      onAbort = () => reject(call.signal.reason);
    });
    call.signal.addEventListener('abort', onAbort, { once: true });
    try {
      return answerOf(await Promise.race([this.ended, gone]), index, question);
    } finally {
      call.signal.removeEventListener('abort', onAbort);
      if (--this.waiting === 0) this.deserted.abort();
    }
  }

  /** Runs the process; never rejects. */
  async run(runner: ToolRunner): Promise<void> {
    const call = {
      signal: this.deserted.signal,
      timeoutMs: this.timeoutMs,
      file: this.questions[0]?.[1] ?? '',
      stdin: this.questions.map((question) => `${JSON.stringify(question)}\n`).join(''),
    };
    const outcome = answers(runner, call);
    this.settle(outcome);
    await Promise.allSettled([outcome]);
  }
}

/** The gfal launchers take whatever `python` is first on PATH, which seldom has gfal2. */
async function answers(runner: ToolRunner, call: ToolCall): Promise<CommandOutcome> {
  const { GFAL_PYTHONBIN: python = '/usr/bin/python3' } = await runner.environment(call);
  return runner.run(python, ['-c', script], call);
}

/** Answers line by line, so that what follows, a crash at the end included, changes no answer. */
const script = `
import errno, gfal2, json, sys
context = gfal2.creat_context()
context.set_opt_boolean("GRIDFTP PLUGIN", "SESSION_REUSE", True)
for line in sys.stdin:
    verb, url, algorithm = json.loads(line)
    try:
        if verb == "stat":
            found = context.stat(url)
            answer = {"size": found.st_size, "mode": found.st_mode}
        elif verb == "mkdir":
            answer = {"status": context.mkdir_rec(url, 0o775)}
        elif verb == "checksum":
            answer = {"value": context.checksum(url, algorithm)}
        else:
            answer = {"status": context.unlink(url)}
    except gfal2.GError as error:
        answer = {"code": errno.errorcode.get(error.code, ""), "message": error.message}
    print(json.dumps(answer), flush=True)
`;

function answerOf(outcome: CommandOutcome, index: number, [, file]: Question): Answer {
  const answer = parsed(outcome.stdout.split('\n')[index] ?? '');
  if (answer === undefined) throw toolError(outcome, { tool: 'gfal2', file }, globusTable);
  const { message, code } = answer;
  if (typeof message !== 'string') return answer;
  const kind = outcomeKind(globusTable, message);
  const words = `gfal2: ${message.replaceAll(/\s+/g, ' ').trim()}`;
  // gfal2 calls half of all failures ECOMM; for the others its errno is all that is known.
  if (kind === 'other') throw moverErrorFrom(Object.assign(new Error(words), { code }), file);
  throw new MoverError(words, { kind, file, tail: message });
}

function parsed(line: string): Answer | undefined {
  try {
    const answer: unknown = JSON.parse(line);
    return typeof answer === 'object' && answer !== null ? { ...answer } : undefined;
  } catch {
    return undefined; // garbage, or nothing: the process ended before
  }
}
