import { copytoolsFor, type Queuedata } from '@panda-pilot/core';
import { listMovers, type MoverFacts } from '@panda-pilot/runjob';
import { type Check, fail, type Finding, ok } from '../check.ts';
import type { Patient } from '../patient.ts';
import { withQueuedata } from '../with-queuedata.ts';

/** The copytools that the queue names: their movers, and the programs that these need. */
export const copytools: Check = {
  name: 'copytools',
  about: 'the mover and the program of every copytool of the queue, with its version',
  needs: 'queue',
  look: (patient) =>
    withQueuedata(patient, async (queue) => {
      const wanted = copytoolsOf(queue);
      const facts = await listMovers({ env: patient.env, runCommand: runBy(patient) }, wanted);
      return wanted.map((copytool) =>
        judgeMover(
          copytool,
          facts.find((one) => one.copytool === copytool),
        ),
      );
    }),
};

/** Those that a job of the queue may need, each once. */
export function copytoolsOf(queue: Queuedata): readonly string[] {
  return [...new Set((['pr', 'pw', 'pl'] as const).flatMap((activity) => copytoolsFor(queue, activity)))];
}

/** Pure. */
export function judgeMover(copytool: string, facts: MoverFacts | undefined): Finding {
  if (facts === undefined) {
    const advice = 'panda-pilot movers list has all that there are; correct copytools of the queue';
    return fail(`${copytool} is no copytool`, { owner: 'queue', advice });
  }
  if (!facts.installed) {
    return fail(`${copytool}: its mover is not installed`, { owner: 'you', advice: `npm install ${facts.package}` });
  }
  const { found, programs } = facts;
  if (programs.length === 0) return ok(`${copytool} needs no program`);
  if (found === undefined) {
    const text = `${copytool}: ${programs.join(' and ')} ${programs.length > 1 ? 'are' : 'is'} not in the PATH`;
    return fail(text, {
      owner: 'site',
      advice: `install ${programs[0] ?? ''} on the node, or set up its environment before the pilot`,
    });
  }
  return ok(`${copytool} is done by ${found.path}${found.version === undefined ? '' : ` ${found.version}`}`);
}

/** A tool that hangs when it is asked for its version is ended with the check. */
function runBy({ run }: Patient): Parameters<typeof listMovers>[0]['runCommand'] {
  return (file, args, { env }) => run(file, args, env);
}
