import { createHash } from 'node:crypto';
import { type Content, Markup, html } from './html.ts';

/** The script and the style of every page. */
export interface PageAssets {
  readonly script: string;
  readonly style: string;
}

/** What one page says. */
export interface PageContent {
  readonly title: string;
  readonly body: Content;
}

/** A whole document that needs nothing but itself: no request is allowed, and no script or style but its own two, by their hashes. */
export function htmlDocument({ title, body }: PageContent, { script, style }: PageAssets): string {
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <title>${title}</title>
        ${verbatim('style', style)}
      </head>
      <body>
        ${body} ${verbatim('script', script)}
      </body>
    </html> `;
  return page.text;
}

/** Its text is what the policy's hash was made of, to the byte. */
function verbatim(element: 'script' | 'style', text: string): Markup {
  return new Markup(`<${element}>${text}</${element}>`);
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
