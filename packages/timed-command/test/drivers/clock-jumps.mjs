/** The wall clock jumps an hour ahead, and back, while commands run: `Date` is all that a program sees of it. */
const [, , library] = process.argv;
const { runCommand } = await import(library);
const env = { PATH: '/usr/bin:/bin' };
const now = Date.now;
const ahead = runCommand('sleep', ['0.2'], { env, timeoutMs: 20_000 });
Date.now = () => now() + 3_600_000;
console.log(JSON.stringify(await ahead));
const startedAt = performance.now();
const back = runCommand('sleep', ['60'], { env, timeoutMs: 300 });
Date.now = () => now() - 3_600_000;
console.log(JSON.stringify({ ...(await back), elapsedMs: performance.now() - startedAt }));
