import { describe, expect, it } from 'vitest';
import { readEventCount, readJobInfo } from '@panda-pilot/core/xml';

const info = `<?xml version="1.0"?>
<jobinfo><job><errors>
  <errorcategory acronym="ATH_EXC_PYT" code="65" severity="FATAL">
    <message>Traceback in
      RecJobTransforms</message>
    <message> </message>
    <message>AttributeError: 'x'</message>
  </errorcategory>
  <errorcategory acronym="OTHER" code="1"><message>later</message></errorcategory>
</errors></job></jobinfo>`;

describe('readJobInfo', () => {
  it('tells the first category with all its messages on one line each', () => {
    expect(readJobInfo(info)).toEqual({
      acronym: 'ATH_EXC_PYT',
      code: 65,
      messages: ['Traceback in RecJobTransforms', "AttributeError: 'x'"],
    });
  });

  it('leaves out a code that is no number', () => {
    expect(readJobInfo('<errorcategory acronym="X" code="0x41"/>')).toEqual({ acronym: 'X', messages: [] });
  });

  it('has nothing to tell of a document without errors', () => {
    expect(readJobInfo('<jobinfo/>')).toBeUndefined();
  });

  it.each(['', '<jobinfo>', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'])('refuses %j', (text) => {
    expect(() => readJobInfo(text)).toThrow(expect.objectContaining({ errorName: 'BAD_XML' }));
  });
});

describe('readEventCount', () => {
  it('adds up elements and entries', () => {
    const text = `<POOLFILECATALOG><File ID="A"><metadata att_name="events" att_value="20"/></File>
      <File ID="B"><metadata att_name="fsize" att_value="7"/><events> 22 </events></File></POOLFILECATALOG>`;
    expect(readEventCount(text)).toBe(42);
  });

  it.each(['<a/>', '<events>many</events>', '<a><events>-1</events></a>'])('tells nothing of %j', (text) => {
    expect(readEventCount(text)).toBeUndefined();
  });
});
