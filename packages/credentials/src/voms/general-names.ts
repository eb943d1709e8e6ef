import { contentsOf, type DerElement, explicitTag, implicitTag } from '../der/der-element.ts';
import { DerFields, onlyPart } from '../der/der-fields.ts';
import { type Name, parseName } from '../x509/name.ts';

/** The distinguished names among GeneralNames. `tag` is the identifier octet that they have here. Throws DerError. */
export function directoryNames(element: DerElement, tag: number): readonly Name[] {
  return new DerFields(element, tag, 'the general names')
    .rest()
    .filter((name) => name.tag === directoryName)
    .map((name) => parseName(onlyPart(name, directoryName, 'a directory name')));
}

/** The text of a GeneralName that is a URI or the name of a host; undefined for the other kinds. */
export function addressOf(generalName: DerElement): string | undefined {
  if (generalName.tag !== uri && generalName.tag !== hostName) return undefined;
  return Buffer.from(contentsOf(generalName)).toString('latin1');
}

const hostName = implicitTag(2);
const directoryName = explicitTag(4);
const uri = implicitTag(6);
