import { parseJob } from '@panda-pilot/core';
import { describe, expect, it } from 'vitest';
import { payloadParts } from '../../../src/payload/payload-parts.ts';
import { replayScript } from '../../../src/payload/ready/replay-script.ts';
import { jobFixture } from '../../job-fixture.ts';

function scriptOf(wire: Record<string, string>, env: Record<string, string> = {}): string {
  const job = jobFixture(wire);
  const parts = payloadParts(job).map((part) => ({ ...part, folders: ['pkg'], setUp: `${part.name}_setup.sh` }));
  return replayScript({ job, parts, env, inputs: ['in root'] });
}

describe('replayScript', () => {
  it('runs each part in its set-up, and ends where one fails', () => {
    const script = scriptOf({ transformation: 'a\nb', jobPars: "1 'x y'\n2" });
    expect(script).toContain(
      `place=("\${image[@]}"); folders=('pkg' '.'); run './payload_1_setup.sh' 'a' '1' 'x y' || exit\n`,
    );
    expect(script).toContain(
      `place=("\${image[@]}"); folders=('pkg' '.'); run './payload_2_setup.sh' 'b' '2' || exit\n`,
    );
    expect(script).toContain(`[ -e 'in root' ]`);
  });

  it('goes into the image first, if the payload ran in one', () => {
    const job = jobFixture();
    const image = { path: '/i/a b.sif', options: ['--nv'] };
    const script = replayScript({ job, parts: [], env: {}, inputs: [], image });
    expect(script).toContain(
      `exec --no-privs --bind "$PWD" --pwd "$PWD" '--nv' '/i/a b.sif' '/bin/bash' './job_setup.sh'\n`,
    );
  });

  it('goes into the image for the steps alone, if something runs around them', () => {
    const job = parseJob({ ...jobFixture().wire, preprocess: { command: 'pre', args: '' } });
    const parts = payloadParts(job).map((part) => ({ ...part, folders: [] }));
    const script = replayScript({ job, parts, env: {}, inputs: [], image: { path: '/i.sif', options: [] } });
    expect(script).toContain(
      `image=(apptainer exec --no-privs --bind "$PWD" --bind "$temporary" --pwd "$PWD" '/i.sif')\n`,
    );
    expect(script).toMatch(
      /^place=\(\); .* run '' 'pre' \|\| exit\nplace=\("\$\{image\[@\]\}"\); .* 'run\.sh' \|\| exit$/m,
    );
    expect(script).not.toContain('job_setup_in_image');
  });

  it('holds no secret, and nothing that is the account’s', () => {
    const env = { PATH: '/bin', HOME: '/home/pilot', DB_PASSWORD: 'Xk29zzQ' };
    const script = scriptOf({ jobPars: '--token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl0123 --n 3' }, env);
    expect(script).not.toMatch(/Xk29zzQ|eyJhbGciOiJIUzI1NiJ9|\/home\/pilot/);
    expect(script).toContain("'PATH=/bin'");
    expect(script).toContain(`'--token' '[redacted]' '--n' '3'`);
  });
});
