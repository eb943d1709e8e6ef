import type { OutcomeRow } from '@panda-pilot/movers-core';

/** The words of SRM v2.2 and of GSI, which every client passes on in its own frame. The first that fits decides. */
export const srmOutcomes: readonly OutcomeRow[] = [
  {
    says: /SRM_NO_FREE_SPACE|No space left on device|quota exceeded/i,
    kind: 'no-space',
    seen: 'gfal2 2.21.3, lcg_util',
  },
  { says: /SRM_FILE_(?:BUSY|UNAVAILABLE)/, kind: 'offline', seen: 'gfal2 2.21.3' },
  { says: /SRM_FILE_LOST/, kind: 'not-found', seen: 'gfal2 2.21.3' },
  { says: /SRM_AUTH(?:ORIZATION|ENTICATION)_FAILURE|Path not allowed/, kind: 'denied', seen: 'gfal2 2.21.3' },
  { says: /Could not establish (?:security )?context/i, kind: 'denied', seen: 'lcg_util of 2011, no valid proxy' },
  { says: /CGSI-gSOAP .* No such file or directory/, kind: 'denied', seen: 'gfal2 2.21.3, no proxy' },
  { says: /Could not open the user certificate|certificate(?: has)? expired/i, kind: 'denied', seen: 'gfal2 2.21.3' },
  { says: /SRM_DUPLICATION_ERROR|File exists/i, kind: 'exists', seen: 'gfal2 2.21.3, lcg_util of 2011' },
  { says: /SRM_INVALID_PATH|No such file or directory/i, kind: 'not-found', seen: 'gfal2 2.21.3, lcg_util of 2011' },
  { says: /\[ETIMEDOUT\]|timed out|timeout over/i, kind: 'timed-out', seen: 'gfal2 2.21.3, 2.11' },
  { says: /globus_xio:/, kind: 'network', seen: 'lcg_util of 2011' },
  { says: /Invalid address|Name or service not known|name resolution failed/i, kind: 'network', seen: 'gfal2 2.21.3' },
  { says: /could not open connection|Connection refused/i, kind: 'network', seen: 'gfal2 2.21.3, lcg_util of 2011' },
  { says: /deprecated/, kind: 'unsupported', seen: 'lcg-ls of 2011, an option that is gone' },
];
