#!/usr/bin/env node
import { runJobCommand } from '../run-job-command.ts';

await runJobCommand(process.argv.slice(2));
