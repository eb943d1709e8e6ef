import type { Caller } from '../door/caller.ts';

/** Whether the caller counts as a pilot here, which asks less than `/api/v1`: `Role=pilot` is enough. */
export function isPilot(caller: Caller | undefined): boolean {
  return mayHaveProxyKey(caller) || hasFqan(caller, /\/(?:atlas|osg|cms|ams|Engage\/LBNE)\//);
}

/** The stricter question, for those who ask for a proxy key with their jobs: being a member of the VO is not enough. */
export function mayHaveProxyKey(caller: Caller | undefined): boolean {
  return hasFqan(
    caller,
    /\/atlas\/(?:usatlas\/)?Role=(?:production|pilot)|\/(?:osg|ams|Engage\/LBNE)\/Role=pilot|^\/[^/]+\/Role=production$/,
  );
}

function hasFqan(caller: Caller | undefined, pattern: RegExp): boolean {
  return caller?.fqans.some((fqan) => pattern.test(fqan)) === true;
}
