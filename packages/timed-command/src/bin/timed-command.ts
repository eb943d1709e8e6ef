#!/usr/bin/env node
import { complain, runInvocation } from './run-invocation.ts';
import { depart } from './depart.ts';
import { exitCodes } from './exit-status.ts';
import { help } from './help.ts';
import { parseArguments } from './parse-arguments.ts';
import { versionLine } from './version.ts';

const request = parseArguments(process.argv.slice(2));
switch (request.kind) {
  case 'help':
    process.stdout.write(help);
    break;
  case 'version':
    process.stdout.write(versionLine());
    break;
  case 'mistake':
    complain(request.message);
    process.stderr.write("Try 'timed-command --help' for more information.\n");
    process.exitCode = exitCodes.ownFault;
    break;
  case 'run':
    depart(await runInvocation(request));
    break;
}
