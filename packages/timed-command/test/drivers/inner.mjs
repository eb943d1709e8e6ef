/** Inside a command: runs a command of its own that hides a daemon, and waits for it. */
const [, , library, argument] = process.argv;
const { file, args, options } = JSON.parse(argument);
const { startCommand, runCommand } = await import(library);
const env = { PATH: '/usr/bin:/bin' };
await runCommand('true', [], { env });
const command = startCommand(file, args, { env, ...options });
await command.started;
console.log('ready');
const { leftovers } = await command.result;
console.log(`inner leftovers ${leftovers}`);
