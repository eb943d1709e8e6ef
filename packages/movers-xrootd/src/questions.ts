import { setMaxListeners } from 'node:events';
import {
  type CallOptions,
  type CommandOutcome,
  createTimeLimit,
  endedWell,
  secondTry,
  type TimeLimit,
} from '@panda-pilot/movers-core';
import type { Client } from './client.ts';
import { answersIn, scriptOf } from './session.ts';
import { type Place, urlOf } from './url.ts';
import { failureOf } from './xrdcp-outcome.ts';

/** Asks xrdfs one thing; resolves to what it prints. */
export type Ask = (place: Place, words: readonly string[], options: CallOptions) => Promise<string>;

/**
 * Asks the servers with one xrdfs at a time for each. What is asked at one go, and while one is under way, goes into one
 * process together, for every process costs a connection, and with GSI a handshake of 200 ms.
 */
export function createQuestions(client: Client): Ask {
  const waiting = new Map<string, Question[]>();

  const work = async (server: string, queue: Question[]): Promise<void> => {
    for (let next = takeFrom(queue); next.length > 0; next = takeFrom(queue)) await answer(client, next);
    waiting.delete(server);
  };

  const ask: Ask = (place, words, options) =>
    new Promise((resolve, reject) => {
      options.signal.throwIfAborted();
      // Each question listens to it; Node takes more than ten listeners for a leak.
      setMaxListeners(0, options.signal);
      const file = urlOf(place);
      const limit = createTimeLimit(options, file);
      const question = new Question({ server: place.server, file, words, options }, { limit, resolve, reject });
      const queue = waiting.get(place.server);
      if (queue !== undefined) return void queue.push(question);
      const started = [question];
      waiting.set(place.server, started);
      // Whoever asks about a hundred files does so in one turn of the event loop.
      setImmediate(() => void work(place.server, started));
    });
  // The questions of a session that crashed come back in one turn of the event loop, and so go into one session again.
  return (place, words, options) => secondTry(options, (call) => ask(place, words, call));
}

interface Asked {
  readonly server: string;
  readonly file: string;
  readonly words: readonly string[];
  readonly options: CallOptions;
}

/** A question until it has an answer. Its own limit ends it, wherever it waits. */
class Question {
  readonly asked: Asked;
  isOpen = true;
  private readonly end: { readonly limit: TimeLimit; resolve(answer: string): void; reject(reason: unknown): void };
  private onGone = (): void => undefined;

  constructor(asked: Asked, end: Question['end']) {
    this.asked = asked;
    this.end = end;
    end.limit.signal.addEventListener('abort', () => this.reject(end.limit.signal.reason), { once: true });
  }

  resolve(answer: string): void {
    if (this.close()) this.end.resolve(answer);
  }

  reject(reason: unknown): void {
    if (!this.close()) return;
    this.end.reject(reason);
    this.onGone();
  }

  /** Calls back when nobody waits for the answer any more. */
  whenGone(onGone: () => void): void {
    this.onGone = onGone;
  }

  private close(): boolean {
    const was = this.isOpen;
    this.isOpen = false;
    this.end.limit.lift();
    return was;
  }
}

/** Two for each file of a batch. */
const mostAtOnce = 400;

/** What can go together, oldest first; a question that a script cannot hold goes alone. */
function takeFrom(queue: Question[]): readonly Question[] {
  const open = queue.splice(0).filter(({ isOpen }) => isOpen);
  const alone = open.findIndex(({ asked }) => scriptOf([asked.words]) === undefined);
  const length = alone === -1 ? mostAtOnce : Math.max(1, Math.min(alone, mostAtOnce));
  queue.push(...open.slice(length));
  return open.slice(0, length);
}

async function answer(client: Client, questions: readonly Question[]): Promise<void> {
  const [first] = questions;
  if (first === undefined) return;
  if (questions.length > 1 && (await answerTogether(client, questions))) return;
  for (const question of questions.filter(({ isOpen }) => isOpen)) {
    const { asked } = question;
    await settle([question], async () => {
      question.resolve(wordsOf(await run(client, [question], { args: asked.words }), asked));
    });
  }
}

/** False when what xrdfs printed cannot be told apart: then nothing is answered. */
async function answerTogether(client: Client, questions: readonly Question[]): Promise<boolean> {
  let understood = true;
  await settle(questions, async () => {
    const commands = questions.map(({ asked }) => asked.words);
    const stdin = scriptOf(commands) ?? '';
    // It keeps a history of what it reads in the home directory, for ever.
    const outcome = await run(client, questions, { args: [], stdin, environment: { HOME: '/nonexistent' } });
    const answers = answersIn(outcome, commands);
    if (answers === undefined) requireNoCrash(outcome, questions);
    understood = answers !== undefined;
    answers?.forEach((given, index) => {
      const question = questions[index];
      if (question === undefined) return;
      if ('answer' in given) return question.resolve(given.answer);
      const { file } = question.asked;
      question.reject(failureOf(outcome, { tool: 'xrdfs', file, complaint: given.complaint }));
    });
  });
  return understood;
}

/** One process for these questions, stopped when nobody waits for it any more. */
async function run(
  client: Client,
  questions: readonly Question[],
  how: {
    readonly args: readonly string[];
    readonly stdin?: string;
    readonly environment?: Readonly<Record<string, string>>;
  },
): Promise<CommandOutcome> {
  const stopper = new AbortController();
  const stop = (): void => {
    if (!questions.some(({ isOpen }) => isOpen)) stopper.abort();
  };
  for (const question of questions) question.whenGone(stop);
  const { server, file } = questions[0]?.asked ?? { server: '', file: '' };
  const timeoutMs = Math.max(...questions.map(({ asked }) => asked.options.timeoutMs));
  const { args, ...rest } = how;
  return client.run('xrdfs', [server, ...args], { signal: stopper.signal, timeoutMs, file, ...rest });
}

/** A session that crashed costs less again than all its questions one by one. */
function requireNoCrash(outcome: CommandOutcome, [first]: readonly Question[]): void {
  if (endedWell(outcome)) return;
  const failure = failureOf(outcome, { tool: 'xrdfs', file: first?.asked.file ?? '' });
  if (failure.momentary === true) throw failure;
}

function wordsOf(outcome: CommandOutcome, { file }: Asked): string {
  if (endedWell(outcome)) return outcome.stdout;
  throw failureOf(outcome, { tool: 'xrdfs', file });
}

async function settle(questions: readonly Question[], work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    for (const question of questions) question.reject(error);
  }
}
