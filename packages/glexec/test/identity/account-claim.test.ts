import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type AccountClaim, type Claimant, claimAccount, uidOf } from '../../src/identity/account-claim.ts';

/** Uids that no machine gives to anybody, and no other test run claims at the same time. */
const base = 0xc0_00_00_00 + (process.pid % 0x10_00_00) * 0x100;
let used = 0;
function someUid(): number {
  used += 1;
  return base + used;
}

/** Another program that takes the address of an account, and would share it. */
function strangerAt(uid: number): Socket {
  const stranger = createSocket({ type: 'udp4', reuseAddr: true });
  onTestFinished(() => void stranger.close());
  return stranger.bind(23_552 + (uid >>> 24), `127.${(uid >>> 16) & 0xff}.${(uid >>> 8) & 0xff}.${uid & 0xff}`);
}

async function claimed(uid: number, claimant: Claimant): Promise<AccountClaim | undefined> {
  const claim = await claimAccount(uid, claimant);
  if (claim !== undefined) onTestFinished(() => claim.release());
  return claim;
}

describe('an account', () => {
  it('is claimed by one pilot, and by the next when that has given it back', async () => {
    const uid = someUid();
    const first = await claimAccount(uid, 'pilot');
    expect(first).toBeDefined();
    expect(await claimed(uid, 'pilot')).toBeUndefined();
    first?.release();
    expect(await claimed(uid, 'pilot')).toBeDefined();
  });

  it('is refused to pilots while a runjob has it, whose own pilot may have died', async () => {
    const uid = someUid();
    const pilot = await claimAccount(uid, 'pilot');
    const runjob = await claimAccount(uid, 'runjob');
    expect(runjob).toBeDefined();
    expect(await claimed(uid, 'runjob')).toBeUndefined();
    pilot?.release();
    expect(await claimed(uid, 'pilot')).toBeUndefined();
    runjob?.release();
    expect(await claimed(uid, 'pilot')).toBeDefined();
  });

  it('is one of many: uids that differ in any byte do not get in the way of each other', async () => {
    const uid = someUid();
    const others = [uid, uid ^ 0x01, uid ^ 0x01_00, uid ^ 0x01_00_00, uid ^ 0x01_00_00_00, uid & 0xff_ff_ff];
    for (const one of others) expect(await claimed(one >>> 0, 'pilot')).toBeDefined();
  });

  it('is given to one of many that ask at once', async () => {
    const uid = someUid();
    const claims = await Promise.all(Array.from({ length: 20 }, () => claimed(uid, 'runjob')));
    expect(claims.filter((claim) => claim !== undefined)).toHaveLength(1);
  });

  it('is refused, not shared, where a stranger has its address with every option that shares one', async () => {
    const uid = someUid();
    await once(strangerAt(uid), 'listening');
    expect(await claimed(uid, 'pilot')).toBeUndefined();
  });

  it('that is claimed cannot be taken with those options either', async () => {
    const uid = someUid();
    await claimed(uid, 'pilot');
    await expect(once(strangerAt(uid), 'listening')).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it('that cannot be claimed is refused with a reason', async () => {
    // The address of this one stands for all of the network: the kernel connects nobody to it.
    await expect(claimAccount(0x7f_ff_ff_ff, 'pilot')).rejects.toMatchObject({
      errorName: 'GLEXEC_FAILED',
      hint: expect.stringContaining('loopback'),
    });
  });
});

describe('the uid of an account', () => {
  it.each([
    ['root', 0],
    ['#1001', 1001],
    ['no-such-account-here', undefined],
    ['--help', undefined],
  ])('%s is %s', async (account, uid) => {
    expect(await uidOf(account)).toBe(uid);
  });
});
