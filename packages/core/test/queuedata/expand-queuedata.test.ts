import { expect, it } from 'vitest';
import { expandQueuedata, parseQueuedata } from '../../src/index.ts';

const queue = parseQueuedata(
  JSON.stringify({
    nickname: 'Q',
    appdir: '$SW/rel|nightlies^$SW/nightlies|$SW/x^/y',
    copysetup: '$TOOLS/setup.sh^$OLD^root://x/$SW^False^True',
    recoverdir: '${RECOVERY}/jobs',
    wntmpdir: '$UNSET/tmp',
    sepath: '/fixed/$SW',
    seprodpath: '$SE/[a,b]',
    envsetup: 'source $TOOLS/env.sh;',
    lfcpath: 7,
  }),
);
const env = { SW: '/sw', TOOLS: '/tools', OLD: 'srm://old', RECOVERY: '/rec$SW', SE: '/se', USER: undefined };

it('fills variables in each part between carets that starts with one', () => {
  const { queuedata, warnings } = expandQueuedata(queue, env);
  expect(queuedata).toMatchObject({
    softwareAreas: { default: '/sw/rel', byProcessingType: { nightlies: '/sw/nightlies', '$SW/x': '/y' } },
    copySetup: { setup: '/tools/setup.sh', prefixes: [{ from: 'srm://old', to: 'root://x/$SW' }], directIn: true },
    recoverDir: '/rec$SW/jobs',
    workNodeTmpDir: '$UNSET/tmp',
    analysisPaths: ['/fixed/$SW'],
    productionPaths: ['/se/a', '/se/b'],
    environmentSetup: 'source $TOOLS/env.sh;',
    lfcPath: '7',
  });
  expect(warnings).toEqual(['wntmpdir: environment variable UNSET is not set']);
});

it('takes no variable from the prototype of the environment', () => {
  const { queuedata, warnings } = expandQueuedata(parseQueuedata('nickname=Q|wntmpdir=$toString'), {});
  expect(queuedata.workNodeTmpDir).toBe('$toString');
  expect(warnings).toEqual(['wntmpdir: environment variable toString is not set']);
});

it('gives back a queue without variables as it is', () => {
  const plain = parseQueuedata('nickname=Q|wntmpdir=/tmp');
  expect(expandQueuedata(plain, env)).toEqual({ queuedata: plain, warnings: [] });
});

it('tells a field that a variable spoils', () => {
  const spoiled = parseQueuedata('nickname=Q|sepath=$SE');
  expect(() => expandQueuedata(spoiled, { SE: '/a/[b' })).toThrow(
    'sepath: "/a/[b" has a bracket without its other half',
  );
});
