// Every photograph of the vectors beside its clean copy in a real browser: the same size, the same way up, the same pixels.
// Colour profiles are left out of the comparison, since a clean copy has none (docs/photos.md).
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
const { chromium } = createRequire(path.join(root, 'tests/package.json'))('playwright-core');
const folder = path.join(root, 'tests/vectors/photos');
const read = (name) => fs.readFileSync(path.join(folder, name)).toString('base64');

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
try {
  const page = await browser.newPage();
  const seen = (base64) => page.evaluate(async (text) => {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    const decoded = createImageBitmap(new Blob([bytes]), { colorSpaceConversion: 'none', imageOrientation: 'from-image' });
    const picture = await decoded.catch(() => null);
    if (!picture) return null;
    const canvas = new OffscreenCanvas(picture.width, picture.height);
    const context = canvas.getContext('2d');
    context.drawImage(picture, 0, 0);
    return [picture.width, picture.height, ...context.getImageData(0, 0, picture.width, picture.height).data];
  }, base64);
  let compared = 0;
  const turned = [];
  for (const name of fs.readdirSync(path.join(folder, 'good'))) {
    const [original, copy] = [await seen(read(`good/${name}`)), await seen(read(`clean/${name}`))];
    // Arithmetic coding is known to some browsers only.
    assert.ok(original !== null || name === 'arithmetic.jpg', `${name} is shown`);
    assert.deepEqual(copy, original, `${name}: the clean copy looks different`);
    compared += original === null ? 0 : 1;
    if (name.startsWith('turned-')) turned.push(copy.join());
  }
  assert.ok(compared > 20, `${compared} compared`);
  assert.equal(new Set(turned).size, 8, 'all eight ways up look different');
  console.log(`${compared} photographs and their clean copies look the same`);
} finally {
  await browser.close();
}
