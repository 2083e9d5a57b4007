// Makes the photographs of good/ and bad/ with the tools that photographs usually go through: libjpeg-turbo's cjpeg and
// jpegtran, ImageMagick, exiftool (Debian: libjpeg-turbo-progs imagemagick libimage-exiftool-perl). Run once; the files are
// kept, since other versions of the tools write other bytes. clean/ is written by the Rust test (UPDATE_VECTORS=1).
//
// Everything that a clean copy must not hold has CANARY in it.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';

const here = import.meta.dirname;
const work = mkdtempSync(join(tmpdir(), 'photos-'));
const at = (name) => join(work, name);
const run = (program, ...args) => execFileSync(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
const read = (name) => readFileSync(at(name));
const u16 = (value) => Buffer.from([value >> 8, value & 255]);
const u32 = (value) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};
for (const folder of ['good', 'bad']) mkdirSync(join(here, folder), { recursive: true });
const put = (folder) => (name, bytes) => writeFileSync(join(here, folder, name), bytes);
const good = put('good');
const bad = put('bad');

run('convert', '-size', '40x24', '-seed', '7', 'plasma:tomato-steelblue', '-strip', at('base.ppm'));
run('convert', at('base.ppm'), '-colorspace', 'gray', at('base.pgm'));

// JPEG

const jpeg = (name, ...options) => {
  run('cjpeg', '-quality', '70', ...options, '-outfile', at(name), at('base.ppm'));
  return read(name);
};
/** Puts segments behind the start marker. */
const withSegments = (file, ...segments) => Buffer.concat([file.subarray(0, 2), ...segments, file.subarray(2)]);
const segment = (code, ...parts) => {
  const body = Buffer.concat(parts.map((part) => Buffer.from(part)));
  return Buffer.concat([Buffer.from([0xff, code]), u16(body.length + 2), body]);
};
/** The places of a file's segments before its first scan: code, start, end. */
const segments = (file) => {
  const found = [];
  for (let place = 2; place < file.length; ) {
    const end = place + 2 + file.readUInt16BE(place + 2);
    found.push({ code: file[place + 1], start: place, end });
    if (file[place + 1] === 0xda) return found;
    place = end;
  }
  return found;
};
const without = (file, code) => {
  const gone = segments(file).find((one) => one.code === code);
  return Buffer.concat([file.subarray(0, gone.start), file.subarray(gone.end)]);
};
const tag = (name, ...options) => {
  run('exiftool', '-q', '-overwrite_original', ...options, at(name));
  return read(name);
};
const told = [
  '-Make=CANARY Phones', '-Model=CANARY 7', '-SerialNumber=CANARY-1234', '-Software=CANARY camera', '-Artist=CANARY Person',
  '-DateTimeOriginal=2026:11:24 10:00:00', '-UserComment=CANARY comment', '-GPSLatitude=43.8256', '-GPSLatitudeRef=N',
  '-GPSLongitude=87.6168', '-GPSLongitudeRef=E', '-GPSAreaInformation=CANARY street', '-XMP-dc:Creator=CANARY author',
  '-XMP-photoshop:City=CANARY city', '-IPTC:City=CANARY town', '-Comment=CANARY in a comment', '-MakerNoteUnknown=CANARY notes',
];

jpeg('camera.jpg');
run('convert', at('base.ppm'), '-resize', '16x10', '-quality', '40', at('thumb.jpg'));
tag('thumb.jpg', '-Comment=CANARY thumbnail');
const camera = tag('camera.jpg', ...told, '-Orientation#=6', `-ThumbnailImage<=${at('thumb.jpg')}`);
const profile = segment(0xe2, 'ICC_PROFILE\0', [1, 1], 'CANARY Display', Buffer.alloc(200, 7));
const index = segment(0xe2, 'MPF\0', 'MM\0*', u32(8), 'CANARY index of pictures');
const second = read('thumb.jpg');
const film = Buffer.concat([u32(24), Buffer.from('ftypmp42\0\0\0\0mp42isom'), Buffer.from('CANARY film')]);
const phone = Buffer.concat([withSegments(camera, segment(0xe5, 'CANARY app5'), index, profile), second, film]);
good('phone.jpg', phone);

good('plain.jpg', jpeg('plain.jpg', '-baseline'));
good('progressive.jpg', tag(jpeg('p.jpg', '-progressive') && 'p.jpg', ...told, '-Orientation#=3'));
good('restarts.jpg', tag(jpeg('r.jpg', '-restart', '1B') && 'r.jpg', '-Make=CANARY', '-Orientation#=1'));
good('colours-unchanged.jpg', tag(jpeg('rgb.jpg', '-rgb') && 'rgb.jpg', '-Make=CANARY'));
good('smaller-colours.jpg', jpeg('s.jpg', '-sample', '2x2,1x1,1x1', '-optimize'));
good('arithmetic.jpg', jpeg('a.jpg', '-arithmetic'));
run('cjpeg', '-grayscale', '-outfile', at('grey.jpg'), at('base.pgm'));
good('grey.jpg', tag('grey.jpg', '-Make=CANARY', '-Orientation#=8'));
run('convert', at('base.ppm'), '-colorspace', 'CMYK', '-quality', '70', at('cmyk.jpg'));
good('four-inks.jpg', tag('cmyk.jpg', '-Make=CANARY'));
run('convert', at('base.ppm'), '-sampling-factor', '4:2:0', '-interlace', 'JPEG', '-quality', '50', at('scans.jpg'));
good('other-program.jpg', tag('scans.jpg', '-Comment=CANARY'));
for (let way = 1; way <= 8; way += 1) {
  const turned = tag(jpeg('turned.jpg') && 'turned.jpg', `-Orientation#=${way}`, '-Make=CANARY', '-ExifByteOrder=Little-endian');
  good(`turned-${way}.jpg`, way % 2 ? turned : without(turned, 0xe0));
}
const plain = read('plain.jpg');
const where = segments(plain);
const scanAt = where.at(-1).start;
const end = plain.length - 2;
good('filled.jpg', Buffer.concat([
  plain.subarray(0, where[1].start), Buffer.from([0xff, 0xff, 0xff]), plain.subarray(where[1].start, end), Buffer.from([0xff, 0xff]),
  plain.subarray(end), Buffer.from('CANARY behind the end'),
]));
good('preview.jpg', withSegments(without(plain, 0xe0), segment(0xe0, 'JFIF\0', [1, 2, 1, 0, 72, 0, 72, 2, 1], 'CANARY'), segment(0xe0, 'JFXX\0', [0x13], 'CANARY')));
const between = read('p.jpg');
const later = between.indexOf(Buffer.from([0xff, 0xda]), segments(between).at(-1).end);
good('between-scans.jpg', Buffer.concat([between.subarray(0, later), segment(0xfe, 'CANARY'), segment(0xe1, 'Exif\0\0CANARY'), between.subarray(later)]));
good('empty-segments.jpg', withSegments(plain, segment(0xfe), segment(0xe1), segment(0xef), segment(0xe1, 'Exif\0\0II')));

bad('cut.jpg', phone.subarray(0, camera.length - 40));
bad('cut-in-the-head.jpg', plain.subarray(0, scanAt - 5));
bad('no-scan.jpg', Buffer.concat([plain.subarray(0, scanAt), Buffer.from([0xff, 0xd9])]));
bad('only-the-start.jpg', Buffer.from([0xff, 0xd8, 0xff]));
bad('no-frame.jpg', without(plain, 0xc0));
const frame = where.find((one) => one.code === 0xc0);
bad('two-frames.jpg', Buffer.concat([plain.subarray(0, frame.end), plain.subarray(frame.start)]));
const bent = (change) => {
  const copy = Buffer.from(plain);
  change(copy);
  return copy;
};
bad('no-height.jpg', bent((file) => file.writeUInt16BE(0, frame.start + 5)));
bad('lossless.jpg', bent((file) => { file[frame.start + 1] = 0xc3; }));
bad('unknown-component.jpg', bent((file) => { file[scanAt + 5] = 9; }));
bad('garbage-between.jpg', Buffer.concat([plain.subarray(0, where[1].start), Buffer.from('garbage'), plain.subarray(where[1].start)]));
bad('length-one.jpg', bent((file) => file.writeUInt16BE(1, where[1].start + 2)));
const grown = (code, more) => {
  const one = where.find((found) => found.code === code);
  const head = u16(one.end - one.start - 2 + more.length);
  return Buffer.concat([plain.subarray(0, one.start + 2), head, plain.subarray(one.start + 4, one.end), Buffer.from(more), plain.subarray(one.end)]);
};
bad('words-in-a-table.jpg', grown(0xdb, 'CANARY'));
bad('words-in-a-code.jpg', grown(0xc4, 'CANARY'));
bad('words-in-the-frame.jpg', grown(0xc0, 'CANARY'));
bad('words-in-the-scan-head.jpg', grown(0xda, 'CANARY'));
bad('a-picture-in-the-picture.jpg', Buffer.concat([plain.subarray(0, scanAt), plain]));
bad('too-many-tables.jpg', withSegments(plain, ...Array.from({ length: 1000 }, () => plain.subarray(where[1].start, where[1].end))));
bad('odd-colours.jpg', withSegments(plain, segment(0xee, 'Adobe', [0, 100, 0, 0, 0, 0, 9])));

// PNG

const chunk = (type, ...parts) => {
  const body = Buffer.concat(parts.map((part) => Buffer.from(part)));
  const named = Buffer.concat([Buffer.from(type), body]);
  return Buffer.concat([u32(body.length), named, u32(crc32(named))]);
};
const chunks = (file) => {
  const found = [];
  for (let place = 8; place + 12 <= file.length; ) {
    const end = place + 12 + file.readUInt32BE(place);
    found.push({ type: file.toString('latin1', place + 4, place + 8), bytes: file.subarray(place, end) });
    place = end;
  }
  return found;
};
const mark = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const png = (name, ...options) => {
  run('convert', at('base.ppm'), ...options, '-define', 'png:compression-level=9', at(name));
  return read(name);
};
const made = (...parts) => Buffer.concat([mark, ...parts]);

png('told.png', '-set', 'comment', 'CANARY text');
const screenshot = tag('told.png', ...told.slice(0, 12), '-PNG:Comment=CANARY');
const [first, ...rest] = chunks(screenshot).map((one) => one.bytes);
const small = chunks(png('small.png', '-strip')).filter((one) => one.type === 'IDAT').map((one) => one.bytes);
const more = [
  chunk('gAMA', u32(45455)), chunk('cHRM', u32(31270), u32(32900), u32(64000), u32(33000), u32(30000), u32(60000), u32(15000), u32(6000)),
  chunk('sRGB', [0]), chunk('iCCP', 'CANARY\0\0', [0x78, 0x9c]), chunk('pHYs', u32(3780), u32(3780), [1]), chunk('tIME', u16(2026), [11, 24, 10, 0, 0]),
  chunk('sBIT', [8, 8, 8]), chunk('bKGD', u16(1), u16(1), u16(1)), chunk('zTXt', 'CANARY\0\0', [0x78, 0x9c]), chunk('iTXt', 'CANARY\0\0\0\0\0text'),
  chunk('PLTE', 'CANARYCANARY'), chunk('cnRy', 'CANARY'), chunk('caBX', 'CANARY'),
];
good('screenshot.png', Buffer.concat([made(first, ...more, ...rest), Buffer.from('CANARY behind the end')]));
good('palette.png', png('palette.png', '-colors', '13', '-type', 'Palette', '-transparent', 'black', '-set', 'comment', 'CANARY'));
good('two-bits.png', png('two.png', '-colorspace', 'gray', '-depth', '2', '-type', 'Grayscale'));
good('grey-alpha.png', png('ga.png', '-colorspace', 'gray', '-alpha', 'set', '-channel', 'A', '-evaluate', 'set', '50%', '-type', 'GrayscaleMatte'));
good('deep.png', png('deep.png', '-depth', '16', '-type', 'TrueColorMatte'));
good('interlaced.png', png('i.png', '-interlace', 'PNG', '-set', 'comment', 'CANARY'));
const bare = chunks(png('bare.png', '-strip'));
const head = bare[0].bytes;
const data = bare.filter((one) => one.type === 'IDAT').map((one) => one.bytes);
const iend = chunk('IEND');
const control = (n) => chunk('fcTL', u32(n), u32(40), u32(24), u32(0), u32(0), u16(1), u16(10), [0, 0]);
good('moving.png', made(head, chunk('acTL', u32(2), u32(0)), control(0), ...data, control(1), chunk('fdAT', u32(2), small[0].subarray(8, -4), 'CANARY'), iend));
const whole = data[0];
const body = whole.subarray(8, -4);
good('in-pieces.png', made(head, chunk('IDAT', body.subarray(0, 9)), chunk('IDAT'), chunk('IDAT', body.subarray(9)), ...data.slice(1), chunk('tEXt', 'CANARY'), iend));
good('cropped.png', Buffer.concat([made(head, ...data, iend), chunk('IDAT', 'CANARY of the longer picture'), iend]));
good('one-colour-clear.png', made(head, chunk('tRNS', u16(1), u16(2), u16(3)), ...data, iend));

bad('cut.png', screenshot.subarray(0, screenshot.length - 20));
bad('no-end.png', made(head, ...data));
bad('only-the-mark.png', mark);
bad('no-picture.png', made(head, iend));
bad('no-header.png', made(...data, iend));
bad('two-headers.png', made(head, head, ...data, iend));
const wrong = (bytes) => Buffer.concat([bytes.subarray(0, -1), Buffer.from([bytes.at(-1) ^ 1])]);
bad('wrong-sum.png', made(head, wrong(data[0]), iend));
bad('wrong-sum-of-a-text.png', made(head, wrong(chunk('tEXt', 'CANARY')), ...data, iend));
bad('wrong-sum-of-the-end.png', made(head, ...data, wrong(iend)));
bad('unknown-critical.png', made(head, chunk('CgBI', [0x50, 0, 0x20, 2]), ...data, iend));
bad('words-in-the-end.png', made(head, ...data, chunk('IEND', 'CANARY')));
bad('words-in-the-header.png', made(chunk('IHDR', head.subarray(8, -4), 'CANARY'), ...data, iend));
bad('odd-letters.png', made(head, chunk('t\u0001Xt', 'CANARY'), ...data, iend));
const indexed = chunks(read('palette.png'));
const only = (...types) => indexed.filter((one) => types.includes(one.type)).map((one) => one.bytes);
bad('no-palette.png', made(...only('IHDR', 'IDAT', 'IEND')));
bad('long-palette.png', made(...only('IHDR'), chunk('PLTE', Buffer.alloc(257 * 3, 67)), ...only('IDAT', 'IEND')));
bad('words-in-the-transparency.png', made(head, chunk('tRNS', 'CANARY7'), ...data, iend));
bad('huge.png', made(chunk('IHDR', u32(0x80000000), head.subarray(12, -4)), ...data, iend));
bad('endless-chunk.png', made(head, u32(0xffffffff), Buffer.from('tEXt'), ...data, iend));

rmSync(work, { recursive: true });
