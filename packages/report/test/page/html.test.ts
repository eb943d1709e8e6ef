import { describe, expect, it } from 'vitest';
import { dataBlock, html } from '../../src/page/html.ts';

describe('html', () => {
  it('escapes values in elements and attributes, nested templates not again', () => {
    const inner = html`<b title="${'"\'><script>'}">${'<&>'}</b>`;
    expect(html`<p>${[inner, undefined, 3]}</p>`.text).toBe(
      '<p><b title="&quot;&#39;&gt;&lt;script&gt;">&lt;&amp;&gt;</b>3</p>',
    );
  });

  it('shows control characters and halves of pairs as such', () => {
    expect(html`${'run 7\u202Etxt.exe\u2066'}`.text).toBe('run 7�txt.exe�');
    expect(html`${'a\u0000b\u001B[1m\uD800c\n\t'}`.text).toBe('a�b�[1m�c\n\t');
  });
});

describe('dataBlock', () => {
  it('holds anything, and nothing in it ends it', () => {
    const value = { text: '</script><!--<script>\u2028]]>' };
    const { text } = dataBlock('data', value);
    const [, json = ''] = /^<script type="application\/json" id="data">([^<>]*)<\/script>$/.exec(text) ?? [];
    expect(JSON.parse(json)).toEqual(value);
  });
});
