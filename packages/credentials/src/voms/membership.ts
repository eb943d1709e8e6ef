import { type DerElement, explicitTag, tags } from '../der/der-element.ts';
import { DerError } from '../der/der-error.ts';
import { DerFields } from '../der/der-fields.ts';
import { octetsOf, oidOf } from '../der/der-values.ts';
import { addressOf } from './general-names.ts';

/** What a VOMS server says of its user: groups and roles in the order of their weight. */
export interface Membership {
  readonly vo: string;
  /** `/<vo>/<group>/Role=<role>/Capability=NULL`; the first one counts where only one can. */
  readonly fqans: readonly string[];
  /** `<host>:<port>` of the server. */
  readonly server?: string;
}

/** Reads the attributes of an attribute certificate. Throws DerError when they have no VOMS groups, or more than one set of them. */
export function parseMembership(element: DerElement): Membership {
  const sets = new DerFields(element, tags.sequence, 'the attributes').rest().flatMap((attribute) => {
    const fields = new DerFields(attribute, tags.sequence, 'an attribute');
    const isVoms = oidOf(fields.take()) === vomsGroups;
    const values = new DerFields(fields.take(), tags.set, 'the values of an attribute').rest();
    fields.finish();
    return isVoms ? values : [];
  });
  const [groups, ...more] = sets;
  if (groups === undefined || more.length > 0) throw new DerError('there is not one set of groups', element.start);
  return parseGroups(groups);
}

const vomsGroups = '1.3.6.1.4.1.8005.100.100.4';

/** IetfAttrSyntax: the authority, a URI of the form `<vo>://<host>:<port>`, and the groups. */
function parseGroups(element: DerElement): Membership {
  const fields = new DerFields(element, tags.sequence, 'the groups');
  const authority = fields.takeIf(explicitTag(0));
  const fqans = new DerFields(fields.take(), tags.sequence, 'the groups').rest().map(fqanOf);
  fields.finish();
  const [uri] = authority === undefined ? [] : new DerFields(authority, explicitTag(0), 'the authority').rest();
  const [, vo, server] = uriForm.exec((uri === undefined ? undefined : addressOf(uri)) ?? '') ?? [];
  const name = vo ?? /^\/([^/]+)/.exec(fqans[0] ?? '')?.[1] ?? '';
  // The name becomes a path below the VOMS directory.
  if (!voForm.test(name)) throw new DerError('the attributes do not name their VO', element.start);
  return server === undefined ? { vo: name, fqans } : { vo: name, fqans, server };
}

const uriForm = /^([^:/]+):\/\/([A-Za-z0-9._-]+:\d{1,5})$/;
const voForm = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,254}$/;
const maxFqanCharacters = 1024;

function fqanOf(element: DerElement): string {
  const text = Buffer.from(octetsOf(element)).toString('latin1');
  if (text.length > maxFqanCharacters || !/^\/[\u0021-\u007E ]+$/.test(text)) {
    throw new DerError('a group is malformed', element.start);
  }
  return text;
}
