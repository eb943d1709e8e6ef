import { readFile } from 'node:fs/promises';
import { reasonOf } from '@panda-pilot/core';
import { Command, InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';
import { faultWords, parseFaultWord } from './fault-word.ts';
import { withHelp } from './help.ts';
import { jobTable, listedJobSchema } from './job-table.ts';
import { callLocal, CommandError } from './local-client.ts';
import type { Terminal } from './terminal.ts';

interface ClientFlags {
  readonly url: string;
}

/** `panda-local submit`. */
export function submitCommand({ out, readInput, ending }: Terminal): Command {
  const command = client('submit <file>').action(async (file: string, { url }: ClientFlags) => {
    const text = file === '-' ? await readInput() : await readFile(file, 'utf8');
    const jobs = z.union([z.array(z.unknown()), z.unknown().transform((job) => [job])]).parse(jsonOf(text, file));
    for (const job of jobs) {
      const answer = await callLocal(url, '/local/submit', { body: job, signal: ending });
      out(`${z.object({ pandaId: z.int() }).parse(answer).pandaId}\n`);
    }
  });
  return withHelp(command, {
    line: 'Submit a job, or a list of jobs, and print the PandaIDs.',
    paragraph:
      'The file holds JSON as the README describes it; `-` reads standard input. All mistakes are named at once.',
    examples: [
      ['submit the job of a file', 'panda-local submit job.json'],
      ['submit one that is typed in', `echo '{"queue":"LOCAL","transformation":"/bin/true"}' | panda-local submit -`],
    ],
  });
}

/** `panda-local jobs`. */
export function jobsCommand({ out, ending }: Terminal): Command {
  const command = client('jobs')
    .option('--json', 'everything the server knows, as JSON')
    .action(async ({ url, json }: ClientFlags & { readonly json?: true }) => {
      const jobs = await callLocal(url, '/local/jobs', { signal: ending });
      out(json === true ? `${JSON.stringify(jobs, null, 2)}\n` : jobTable(z.array(listedJobSchema).parse(jobs)));
    });
  return withHelp(command, {
    line: 'List the jobs and their states.',
    paragraph: 'EXIT is the exit code of the payload, PILOT the error code of the pilot; - where there is none.',
    examples: [
      ['list all jobs', 'panda-local jobs'],
      ['see what became of the outputs of the first one', `panda-local jobs --json | jq '.[0].files'`],
    ],
  });
}

/** `panda-local command`. */
export function commandCommand({ ending }: Terminal): Command {
  const command = client('command <job> <text>').action(async (job: string, text: string, { url }: ClientFlags) => {
    await callLocal(url, '/local/command', { body: { pandaId: pandaId(job), text }, signal: ending });
  });
  return withHelp(command, {
    line: "Send a command to a job's pilot.",
    paragraph:
      'The pilot finds it in every answer until another takes its place. `debug` turns debug mode on; an empty text takes all back.',
    examples: [
      ['look at the end of the output of job 5', "panda-local command 5 'tail payload.stdout'"],
      ['take all commands back', "panda-local command 5 ''"],
    ],
  });
}

/** `panda-local kill`. */
export function killCommand({ ending }: Terminal): Command {
  const command = client('kill <job>')
    .addOption(new Option('--code <number>', 'why; 9 ends a running job at once').argParser(Number))
    .action(async (job: string, { url, code }: ClientFlags & { readonly code?: number }) => {
      await callLocal(url, '/local/kill', { body: { pandaId: pandaId(job), code }, signal: ending });
    });
  return withHelp(command, {
    line: 'Kill a job.',
    paragraph: 'A running job is told to end, and ends when its pilot reports; any other is cancelled at once.',
    examples: [
      ['kill job 5', 'panda-local kill 5'],
      ['do not wait for its pilot', 'panda-local kill 5 --code 9'],
    ],
  });
}

/** `panda-local misbehave`. */
export function misbehaveCommand({ ending }: Terminal): Command {
  const command = client('misbehave <method> <fault>')
    .addOption(new Option('--times <number>', 'how many calls go wrong').default(1).argParser(Number))
    .addOption(new Option('--skip <number>', 'how many calls go well before').default(0).argParser(Number))
    .action(
      async (method: string, word: string, { url, times, skip }: ClientFlags & { times: number; skip: number }) => {
        const fault = parseFaultWord(word);
        if (fault === undefined) throw new InvalidArgumentError(`${word} is none of ${faultWords}`);
        await callLocal(url, '/local/misbehave', { body: { method, fault, times, skip }, signal: ending });
      },
    );
  return withHelp(command, {
    line: 'Make the next calls of a method go wrong.',
    paragraph: `The method is named as in the API, or * for every one. Faults: ${faultWords}.\n\`after\` does the work first: the update is stored and the answer is lost.`,
    examples: [
      ['answer the next two updates with 500', 'panda-local misbehave pilot/update_job http:500 --times 2'],
      ['store the next update, and let the client never hear of it', 'panda-local misbehave pilot/update_job after'],
    ],
  });
}

function client(usage: string): Command {
  const [name = '', ...operands] = usage.split(' ');
  const command = new Command(name).addOption(
    new Option('-u, --url <url>', 'the server')
      .default('http://127.0.0.1:25080')
      .env('PANDA_LOCAL_URL')
      .argParser(checkUrl),
  );
  for (const operand of operands) command.argument(operand);
  return command;
}

function checkUrl(text: string): string {
  if (!/^https?:\/\//.test(text) || !URL.canParse(text)) throw new InvalidArgumentError('not a http URL');
  return text;
}

function pandaId(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError(`${text} is not a PandaID`);
  return Number(text);
}

function jsonOf(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CommandError(`${file} is not JSON: ${reasonOf(error)}`);
  }
}
