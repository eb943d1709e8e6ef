import type { PageAssets } from './page/document.ts';

declare const PAGE_SCRIPT: string | undefined;
declare const PAGE_STYLE: string | undefined;

/** Written in by the bundler; from sources, pages are bare. */
export const pageAssets: PageAssets = {
  script: typeof PAGE_SCRIPT === 'string' ? PAGE_SCRIPT : '',
  style: typeof PAGE_STYLE === 'string' ? PAGE_STYLE : '',
};
