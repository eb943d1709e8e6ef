/** Runs /bin/true with arguments, or an environment, of the wanted size. */
const [, , library, argument] = process.argv;
const { count = 0, environment = 0, bytes } = JSON.parse(argument);
const { runCommand } = await import(library);
const large = Object.fromEntries(
  Array.from({ length: environment }, (_, index) => [`LARGE_${index}`, 'x'.repeat(bytes)]),
);
const { ending } = await runCommand(
  '/bin/true',
  Array.from({ length: count }, () => 'x'.repeat(bytes)),
  { env: { PATH: '/usr/bin:/bin', ...large } },
);
console.log(JSON.stringify({ ending }));
