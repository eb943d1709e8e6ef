import { expectNoProcessNaming, tempDir } from '@panda-pilot/testkit';
import { expect, it } from 'vitest';
import { createLauncher } from '../../src/create-launcher.ts';
import type { Launcher } from '../../src/launcher.ts';
import { probeLauncher } from '../../src/probe/probe.ts';

it('tells the last words of a probe that does not come to its end', async () => {
  const plain = createLauncher({});
  const args = ['-c', 'echo one; { echo two; echo "sh: 1: Cannot fork"; } >&2; exit 2'];
  const launcher: Launcher = {
    ...plain,
    launch: (payload, policy) => plain.launch({ ...payload, args }, policy),
  };
  const directory = await tempDir();
  const proof = probeLauncher(
    launcher,
    { demands: [], network: 'shared', readable: [], limits: {} },
    { directory, secrets: [] },
  );
  await expect(proof).rejects.toMatchObject({
    errorName: 'GLEXEC_FAILED',
    message: expect.stringContaining('the probe of none failed with exit code 2: sh: 1: Cannot fork'),
  });
  await expectNoProcessNaming(directory);
});
