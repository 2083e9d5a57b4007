// What the memory of a page's script holds, after everything that nothing leads to was thrown away.

/** Those of `texts` that stand in the heap of the page, as a whole or as a piece of a longer string. */
export async function heapHolds(page, texts) {
  const client = await page.context().newCDPSession(page);
  const held = new Set();
  // A snapshot comes in pieces, and a string may be cut between two.
  let before = '';
  const longest = Math.max(...texts.map((text) => text.length)) * 6;
  const wanted = texts.map((text) => [text, [text, JSON.stringify(text).slice(1, -1), escaped(text)]]);
  client.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => {
    const both = before + chunk;
    for (const [text, forms] of wanted) if (forms.some((form) => both.includes(form))) held.add(text);
    before = chunk.slice(-longest);
  });
  await client.send('HeapProfiler.enable');
  await client.send('HeapProfiler.collectGarbage');
  await client.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false, captureNumericValue: true });
  // Not detached: with a session that ends, Chromium takes away the virtual authenticators that another one made.
  await client.send('HeapProfiler.disable');
  return held;
}

/** As snapshots write what is not ASCII. */
function escaped(text) {
  return text.replaceAll(/[^\x20-\x7e]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`);
}
