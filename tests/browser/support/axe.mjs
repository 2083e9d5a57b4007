// axe over a page as it stands: WCAG 2.2 A and AA, folded parts opened, in light and in dark. What axe cannot tell by
// itself (an image behind words) is no finding; what it can tell is one, whatever its weight.
import { createRequire } from 'node:module';
import path from 'node:path';
import { root } from '../house.mjs';

const { source, version } = createRequire(path.join(root, 'tests/package.json'))('axe-core');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
/** Rules whose result depends on the colours. */
const COLOURS = ['color-contrast', 'link-in-text-block'];
export const axeVersion = version;

/** What is wrong with `page` in light and dark, each finding a sentence; an empty list if nothing is. */
export async function findings(page, scope = 'body') {
  // Handed over the debugging line, so that the page's policy stays as strict as it is.
  if (!await page.evaluate(() => typeof window.axe === 'object')) await page.evaluate(source);
  await page.evaluate(() => document.querySelectorAll('details').forEach((one) => { one.open = true; }));
  const found = [];
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const runOnly = colorScheme === 'light' ? { type: 'tag', values: TAGS } : { type: 'rule', values: COLOURS };
    const { violations, passes } = await page.evaluate(([within, only]) => window.axe.run(
      within === 'body' ? document : within,
      { runOnly: only, resultTypes: ['violations', 'passes'], elementRef: false },
    ).then(({ violations: bad, passes: good }) => ({ violations: bad, passes: good.map(({ id }) => id) })), [scope, runOnly]);
    if (!passes.includes('color-contrast')) found.push(`${colorScheme}: no words were measured`);
    for (const { id, help, nodes } of violations) {
      for (const { target, failureSummary } of nodes) {
        found.push(`${colorScheme}: ${id} (${help}) at ${target.join(' ')}: ${failureSummary.replaceAll(/\s+/g, ' ')}`);
      }
    }
  }
  await page.emulateMedia({ colorScheme: 'light' });
  if (await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)) found.push('it runs over the edge');
  return [...new Set(found)];
}
