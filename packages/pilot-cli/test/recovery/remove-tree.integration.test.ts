import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { tree } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { removeTree } from '../../src/recovery/remove-tree.ts';

/** Root may look everywhere: it removes as an ordinary account, in a process of its own. */
async function removeAsOrdinaryAccount(path: string): Promise<void> {
  if (process.getuid?.() !== 0) return removeTree(path);
  const module = join(import.meta.dirname, '../../dist/recovery/remove-tree.js');
  execFileSync('chown', ['-R', '65534:65534', dirname(path)]);
  const script = `import { removeTree } from ${JSON.stringify(module)}; await removeTree(${JSON.stringify(path)});`;
  const account = ['--reuid=65534', '--regid=65534', '--clear-groups'];
  execFileSync('setpriv', [...account, process.execPath, '--input-type=module', '-e', script]);
}

describe('removeTree', () => {
  it('removes what was closed to everybody, and follows no link', async () => {
    const root = await tree({ 'in/D/work/closed/inner/a': 'x', 'in/D/b': 'y', 'victim/c': 'z' });
    symlinkSync(join(root, 'victim'), join(root, 'in/D/work/closed/link'));
    for (const name of ['closed/inner', 'closed', '.']) chmodSync(join(root, 'in/D/work', name), 0);
    chmodSync(root, 0o755);
    await removeAsOrdinaryAccount(join(root, 'in/D'));
    expect(existsSync(join(root, 'in/D'))).toBe(false);
    expect(existsSync(join(root, 'victim/c'))).toBe(true);
  });

  it('removes what is deeper than any path reaches', async () => {
    const root = await tree({ 'D/work/a': 'x' });
    const name = 'd'.repeat(200);
    const dig = `for (1 .. 60) { mkdir "${name}" or die; chdir "${name}" or die; open F, ">", "f" or die; } chmod 0, "."`;
    execFileSync('perl', ['-e', dig], { cwd: join(root, 'D/work') });
    chmodSync(root, 0o755);
    await removeAsOrdinaryAccount(join(root, 'D'));
    expect(existsSync(join(root, 'D'))).toBe(false);
  });

  it('minds nothing that is not there', async () => {
    await removeTree('/nowhere/at/all');
  });
});
