/* Zips, written and read. One that a student picks may be anything: of it only files whose names are wanted are read, each
   to a limit, and whatever does not fit together throws. */

const MOST_FILES = 2000;
const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const UTF8 = 0x0800;
const ENCRYPTED = 1;
const DEFLATED = 8;
const END_SIZE = 22;
const LONGEST_COMMENT = 0xffff;

/** @import { Key } from "../script/protocol.js" */
/** @typedef {Uint8Array<ArrayBuffer>} Bytes */

/** Why a zip is not taken: the key of words that say it. */
export class ZipError extends Error {
  /** @param {Key} key */
  constructor(key) {
    super(key);
    this.key = key;
  }
}

const DAMAGED = "view.file_unreadable";

/** @param {Map<string, Bytes>} files by name @returns {Promise<Blob>} */
export async function zipped(files) {
  const parts = /** @type {BlobPart[]} */ ([]);
  const directory = /** @type {BlobPart[]} */ ([]);
  let offset = 0;
  let listed = 0;
  for (const [name, data] of files) {
    const packed = await through(new CompressionStream("deflate-raw"), data, Infinity);
    const title = new TextEncoder().encode(name);
    const facts = [20, UTF8, DEFLATED, 0, 0x21]; // version, flags, method, time and date: 1 January 1980
    const sizes = [crc(data), packed.length, data.length];
    const head = numbers([LOCAL], facts, sizes, [title.length, 0]);
    const entry = numbers([CENTRAL], [20, ...facts], sizes, [title.length, 0, 0, 0, 0], [0, offset]);
    parts.push(head, title, packed);
    directory.push(entry, title);
    offset += head.length + title.length + packed.length;
    listed += entry.length + title.length;
  }
  const end = numbers([END], [0, 0, files.size, files.size], [listed, offset], [0]);
  return new Blob([...parts, ...directory, end], { type: "application/zip" });
}

/** @param {Bytes} bytes @param {(name: string) => number} most bytes that are taken of a file, 0: it is not wanted
 * @returns {Promise<Map<string, Bytes>>} */
export async function unzipped(bytes, most) {
  try {
    return await read(bytes, most);
  } catch (error) {
    throw error instanceof ZipError ? error : new ZipError(DAMAGED); // it ends too early
  }
}

/** @param {Bytes} bytes @param {(name: string) => number} most */
async function read(bytes, most) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = endOf(view);
  const count = view.getUint16(end + 10, true);
  if (count > MOST_FILES) throw new ZipError(DAMAGED);
  const found = /** @type {Map<string, Bytes>} */ (new Map());
  let at = view.getUint32(end + 16, true);
  for (let number = 0; number < count; number++) {
    if (view.getUint32(at, true) !== CENTRAL) throw new ZipError(DAMAGED);
    const [title, extra, comment] = [28, 30, 32].map((place) => view.getUint16(at + place, true));
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + title));
    if (most(name)) found.set(name, await file(view, bytes, at, most(name)));
    at += 46 + title + extra + comment;
  }
  return found;
}

/** @param {DataView} view @param {Bytes} bytes @param {number} at of its entry in the directory @param {number} most */
async function file(view, bytes, at, most) {
  const [flags, method] = [8, 10].map((place) => view.getUint16(at + place, true));
  const [sum, packed, size, local] = [16, 20, 24, 42].map((place) => view.getUint32(at + place, true));
  if (flags & ENCRYPTED || view.getUint32(local, true) !== LOCAL) throw new ZipError(DAMAGED);
  if (size > most) throw new ZipError("view.file_large");
  const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  const inside = bytes.slice(start, start + packed);
  if (method && method !== DEFLATED) throw new ZipError(DAMAGED);
  const data = method ? await through(new DecompressionStream("deflate-raw"), inside, most) : inside;
  if (data.length !== size || crc(data) !== sum) throw new ZipError(DAMAGED);
  return data;
}

/** @param {DataView} view */
function endOf(view) {
  for (let at = view.byteLength - END_SIZE; at >= Math.max(0, view.byteLength - END_SIZE - LONGEST_COMMENT); at--) {
    if (view.getUint32(at, true) === END) return at;
  }
  throw new ZipError(DAMAGED);
}

/** @param {CompressionStream | DecompressionStream} stream @param {Bytes} data @param {number} most */
async function through(stream, data, most) {
  const reader = new Blob([data]).stream().pipeThrough(stream).getReader();
  const parts = [];
  let size = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    parts.push(next.value);
    size += next.value.length;
    if (size > most) {
      reader.cancel().catch(() => {});
      throw new ZipError("view.file_large");
    }
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

/** Numbers of two bytes each; the first list, and every second after it, of four. @param {...number[]} lists @returns {Bytes} */
function numbers(...lists) {
  const sizes = lists.map((_, index) => (index % 2 ? 2 : 4));
  const view = new DataView(new ArrayBuffer(lists.reduce((sum, list, index) => sum + list.length * sizes[index], 0)));
  let at = 0;
  lists.forEach((list, index) =>
    list.forEach((number) => {
      if (sizes[index] === 2) view.setUint16(at, number, true);
      else view.setUint32(at, number, true);
      at += sizes[index];
    })
  );
  return new Uint8Array(view.buffer);
}

const TABLE = Uint32Array.from({ length: 256 }, (_, start) => {
  let value = start;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** @param {Bytes} data */
function crc(data) {
  let sum = 0xffffffff;
  for (const byte of data) sum = (sum >>> 8) ^ TABLE[(sum ^ byte) & 0xff];
  return (sum ^ 0xffffffff) >>> 0;
}
