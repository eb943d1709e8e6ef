import * as fc from 'fast-check';

/** Names as hostile as files may have them: markup, quotes, entities, every script; no control characters. */
export const name = fc
  .oneof(
    fc.string({ unit: 'binary', minLength: 1 }),
    fc.string({
      unit: fc.constantFrom('&', '<', '>', '"', "'", ';', ']', '-', '!', '?', '%', ' ', '#', 'é', '😀', 'a'),
      minLength: 1,
    }),
    fc.constantFrom(
      '&amp;',
      '&#10;',
      ']]>',
      '--',
      '<!--',
      '<![CDATA[x]]>',
      '&lol;',
      '</File>',
      '\u2028',
      '\u0085',
      '%2F',
      '\\',
      '{}',
    ),
  )
  .filter((text) => !/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/u.test(text));
