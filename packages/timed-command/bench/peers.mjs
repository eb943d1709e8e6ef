import { execFile, spawn } from 'node:child_process';
import { execa } from 'execa';
import nanoSpawn from 'nano-spawn';
import { x } from 'tinyexec';
import { runCommand } from '../dist/index.js';

export const env = { PATH: '/usr/bin:/bin' };

/** Every way of running a command: resolves with what it wrote to stdout. */
export const peers = {
  spawn: (file, args) =>
    new Promise((resolve, reject) => {
      const child = spawn(file, args, { env });
      let stdout = '';
      child.stdout.on('data', (chunk) => (stdout += chunk));
      child.stderr.on('data', () => undefined);
      child.once('error', reject);
      child.once('close', () => resolve(stdout));
    }),
  execFile: (file, args) =>
    new Promise((resolve) => execFile(file, args, { env }, (_error, stdout) => resolve(stdout))),
  execa: async (file, args) => (await execa(file, args, { env, extendEnv: false })).stdout,
  tinyexec: async (file, args) => (await x(file, args, { nodeOptions: { env } })).stdout,
  'nano-spawn': async (file, args) => (await nanoSpawn(file, args, { env })).stdout,
  'timed-command': async (file, args) => (await runCommand(file, args, { env })).stdout,
};
