// Full-text search of a portal in one language, from its static files. The rules are those of the program's own search
// (units.rs, query.rs, rank.rs); the names are too. Nothing here knows of pages.
//
//   const index = await open("/en/search/");              // reads index.json
//   const found = await index.search("hop tac bien gioi");  // reads the shards that it needs
//   const text = await index.text(found.hits[0].document);
//   const pieces = excerpt(text.blocks, found.words, index.english, 160);
//
// Rejected with OtherBuild where files are of different builds, with the browser's own error where one doesn't load.

const FORMAT = 2;
const STAMP = 4;

// ---- Units (text/units.rs)

const IGNORED = /[\u200b-\u200f\u2060\ufeff\u00ad\u17b4\u17b5\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/u;
const EXTENDS = /[\u0300-\u036f\u17b4-\u17d3\u17dd\u200c\u200d\ufe00-\ufe0f\u3099\u309a\u20d0-\u20f0]/u;
const KHMER = /[\u1780-\u17d3\u17d7\u17dc-\u17ff\u19e0-\u19ff]/u;
const WIDE =
  /[\u3040-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9f\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{3134f}\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff]/u;
const PUNCTUATION = /[\u3000-\u303f\uff00-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65\uffa0-\uffef\u17d4-\u17d6\u17d8-\u17db\u30a0\u30fb]/u;
const LETTER = /[\p{Alphabetic}\p{N}\u0300-\u036f]/u;
const TRANSPARENT = new Set("“”‘’\"'「」『』《》〈〉（）()[]【】〔〕·・‧«»*");
const SEPARATORS = new Set(".,\u00a0\u202f\u2009．，");
const COENG = "\u17d2";

function digit(c) {
  const code = c.codePointAt(0);
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  if (code < 0x80) return -1;
  if (code >= 0x17e0 && code <= 0x17e9) return code - 0x17e0;
  if (code >= 0xff10 && code <= 0xff19) return code - 0xff10;
  if (code === 0xb2 || code === 0xb3) return code - 0xb0;
  if (code === 0xb9) return 1;
  if (code === 0x2070 || (code >= 0x2074 && code <= 0x2079)) return code - 0x2070;
  if (code >= 0x2080 && code <= 0x2089) return code - 0x2080;
  return -1;
}

function classify(c) {
  if (c <= "\u007f") return /[a-z0-9]/i.test(c) ? "letter" : /\s/.test(c) ? "space" : "mark";
  if (IGNORED.test(c)) return "ignored";
  if (KHMER.test(c)) return "khmer";
  if (WIDE.test(c)) return "wide";
  if (c === "\u3000") return "space";
  if (PUNCTUATION.test(c)) return "mark";
  return LETTER.test(c) ? "letter" : /\s/.test(c) ? "space" : "mark";
}

const classes = new Map();
function classOf(c) {
  let known = classes.get(c);
  if (known === undefined) classes.set(c, (known = classify(c)));
  return known;
}

const folded = new Map();
function fold(c) {
  let known = folded.get(c);
  if (known) return known;
  known = ["", "", ""];
  const code = c.codePointAt(0);
  const plain = code >= 0xff01 && code <= 0xff5e ? String.fromCodePoint(code - 0xfee0) : c;
  for (const part of plain.toLowerCase().normalize("NFKD")) {
    if ("\u0300\u0301\u0303\u0309\u0323".includes(part)) known[2] += part;
    else if (part >= "\u0300" && part <= "\u036f") known[1] += part;
    else {
      known[0] += part === "đ" ? "d" : part;
      known[1] += part;
    }
  }
  folded.set(c, known);
  return known;
}

function singular(word) {
  if (word.length <= 3 || !/^[a-z]+$/.test(word)) return word;
  if (word.endsWith("ies") && word.length > 4) return word.slice(0, -3) + "y";
  if (/(sses|shes|ches|xes|zzes)$/.test(word)) return word.slice(0, -2);
  return /s$/.test(word) && !/(ss|us|is)$/.test(word) ? word.slice(0, -1) : word;
}

// A cluster's marks in one order, look-alikes as one.
function inOrder(chars) {
  const pieces = [];
  for (let i = 0; i < chars.length; i += 1) {
    const c = chars[i];
    if (c === COENG) {
      const under = chars[(i += 1)];
      if (under === undefined) pieces.push([1, c]);
      else pieces.push([under === "\u179a" ? 2 : 1, c + (under === "\u178a" ? "\u178f" : under)]);
    } else if (c === "\u17c9" || c === "\u17ca") pieces.push([3, c]);
    else if (c >= "\u17b6" && c <= "\u17c5") pieces.push([4, c]);
    else if (c === "\u17b2") pieces.push([0, "\u17b1"]);
    else pieces.push([EXTENDS.test(c) ? 5 : 0, c]);
  }
  pieces.sort((a, b) => a[0] - b[0]);
  let out = "";
  pieces.forEach(([order, c], i) => {
    if (i > 0 && pieces[i - 1][0] === order && pieces[i - 1][1] === c) return;
    if (out.endsWith("\u17c1") && c === "\u17b8") out = out.slice(0, -1) + "\u17be";
    else if (out.endsWith("\u17c1") && c === "\u17b6") out = out.slice(0, -1) + "\u17c4";
    else out += c;
  });
  return out;
}

// The units of a text in composed form: { start, end, kind, fold, form, joins, spaced }; places are those of the string.
export function units(text, english) {
  const chars = [...text];
  const found = [];
  let [at, place, before, spaced] = [0, 0, null, false];
  const step = () => (place += chars[at++].length);
  const isDigit = (c) => c !== undefined && digit(c) >= 0;
  const isLetter = (c) => c !== undefined && classOf(c) === "letter" && digit(c) < 0;
  const readDigits = () => {
    let text = "";
    while (isDigit(chars[at])) {
      text += digit(chars[at]);
      step();
    }
    return text;
  };
  const readNumber = () => {
    let text = readDigits();
    let separator = null;
    let groupable = text.length <= 3 && text[0] !== "0";
    while (groupable && at < chars.length) {
      let group = 0;
      while (group < 4 && isDigit(chars[at + 1 + group])) group += 1;
      groupable = SEPARATORS.has(chars[at]) && (separator === null || separator === chars[at]) && group === 3;
      if (groupable) {
        separator = chars[at];
        step();
        text += readDigits();
      }
    }
    return [text, text];
  };
  const readWord = () => {
    let [base, shape, tones, letters] = ["", "", "", 0];
    while (at < chars.length) {
      const c = chars[at];
      if (classOf(c) === "ignored") step();
      else if (isLetter(c)) {
        step();
        if (!EXTENDS.test(c)) letters += 1;
        const parts = fold(c);
        base += parts[0];
        shape += parts[1];
        tones += parts[2];
      } else if (letters === 1 && "'’ʼ".includes(c) && isLetter(chars[at + 1])) {
        step();
        letters += 1;
      } else break;
    }
    return [english ? singular(base) : base, shape + tones];
  };
  const readWide = () => {
    let text = chars[at];
    step();
    while (at < chars.length && EXTENDS.test(chars[at])) {
      if (classOf(chars[at]) !== "ignored") text += chars[at];
      step();
    }
    return [text, text];
  };
  const readKhmer = () => {
    const kept = [];
    const start = at;
    while (at < chars.length) {
      const c = chars[at];
      const ignored = classOf(c) === "ignored";
      const under = kept[kept.length - 1] === COENG && KHMER.test(c) && digit(c) < 0;
      if (at !== start && !EXTENDS.test(c) && !under && !ignored) break;
      if (!ignored) kept.push(c);
      step();
    }
    const text = inOrder(kept);
    return [text, text];
  };
  while (at < chars.length) {
    const c = chars[at];
    const start = place;
    let [kind, read] = ["word", null];
    const known = classOf(c);
    if (digit(c) >= 0) read = readNumber();
    else if (known === "letter") read = readWord();
    else if (known === "wide") [kind, read] = ["wide", readWide()];
    else if (known === "khmer") [kind, read] = ["khmer", readKhmer()];
    else {
      step();
      if (known === "space") spaced = true;
      else if (known === "mark" && !TRANSPARENT.has(c)) before = null;
      continue;
    }
    if (read[0] === "") continue;
    const joins = kind !== "word" && before === kind;
    found.push({ start, end: place, kind, fold: read[0], form: read[1], joins, spaced });
    before = kind;
    spaced = false;
  }
  return found;
}

// ---- Queries (query.rs)

const UNITS = 40;
const CHARACTERS = 400;
const WHOLE = 0;
const BEGINNING = 1;
const UNIT = 2;
const UNIT_BEGINNING = 3;
const NEARBY = 4;
const FAR = 32;

// Lone halves of surrogate pairs are no text.
const wellFormed = (c) => (c >= "\ud800" && c <= "\udfff" && c.length === 1 ? "\ufffd" : c);

export function query(typed, english) {
  const cut = [...typed.slice(0, 2 * CHARACTERS)].slice(0, CHARACTERS).map(wellFormed).join("");
  const pieces = units(cut.normalize("NFC"), english).slice(0, UNITS);
  const last = pieces[pieces.length - 1];
  // One letter after other words says nothing yet.
  if (pieces.length > 1 && last.kind === "word" && last.fold.length === 1 && last.fold <= "\u007f" && digit(last.fold) < 0) pieces.pop();
  const words = [];
  for (let at = 0; at < pieces.length; ) {
    let length = 1;
    while (at + length < pieces.length && pieces[at + length].joins && !pieces[at + length].spaced) length += 1;
    words.push(word(pieces, at, length));
    at += length;
  }
  return words;
}

function word(all, at, length) {
  const pieces = all.slice(at, at + length);
  const isLast = at + length === all.length;
  const [first] = pieces;
  if (length === 1) {
    const isWord = first.kind === "word";
    const typing = isLast && (first.kind === "khmer" || (isWord && [...first.fold].length >= 2));
    const how = isWord ? (typing ? BEGINNING : WHOLE) : typing ? UNIT_BEGINNING : UNIT;
    const pair = (first) => all[first].fold + all[first + 1].fold;
    // A single unit beside another over a space: the pair is always found, single units only so far.
    const beside = !isLast && all[at + 1].joins ? [pair(at), 0] : first.joins ? [pair(at - 1), 1] : null;
    const reach = how === WHOLE ? 1 : !isWord && all.length === 1 ? FAR : NEARBY;
    return { at, length, tokens: [{ at, fold: first.fold, form: first.form === first.fold ? "" : first.form, how, reach, beside }] };
  }
  const tokens = pieces.slice(1).map((piece, i) => {
    const typing = isLast && first.kind === "khmer" && i + 2 === length;
    return { at: at + i, fold: pieces[i].fold + piece.fold, form: "", how: typing ? BEGINNING : WHOLE, reach: typing ? NEARBY : 1, beside: null };
  });
  return { at, length, tokens };
}

// ---- Files (bytes.rs, index.rs)

export class OtherBuild extends Error {}

const utf8 = new TextDecoder();
const bytesOf = (text) => new TextEncoder().encode(text);

function compare(a, b) {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i += 1) if (a[i] !== b[i]) return a[i] - b[i];
  return a.length - b.length;
}

const startsWith = (bytes, beginning) =>
  bytes.length >= beginning.length && beginning.every((byte, i) => bytes[i] === byte);

class Reader {
  constructor(bytes) {
    this.all = bytes;
    this.at = 0;
  }
  get done() {
    return this.at >= this.all.length;
  }
  number() {
    let [number, scale] = [0, 1];
    while (this.at < this.all.length) {
      const byte = this.all[this.at++];
      number += (byte & 0x7f) * scale;
      if (byte < 0x80) break;
      scale *= 128;
    }
    return number;
  }
  bytes() {
    const length = this.number();
    const start = this.at;
    this.at = Math.min(start + length, this.all.length);
    return this.all.subarray(start, this.at);
  }
  // The word that follows the one before.
  word(before) {
    const shared = this.number();
    const rest = this.bytes();
    const word = new Uint8Array(shared + rest.length);
    word.set(before.subarray(0, shared));
    word.set(rest, shared);
    return word;
  }
}

async function get(url, cache, headers) {
  const response = await fetch(url, { cache, headers });
  // A range beyond the end is of another build, which its bytes will tell.
  if (!response.ok && response.status !== 416) throw new Error(`${response.status} ${url}`);
  return response;
}

// Tries once more where the network fails.
async function load(url, cache = "default", headers = {}) {
  try {
    return await get(url, cache, headers);
  } catch {
    await new Promise((done) => setTimeout(done, 300));
    return get(url, cache, headers);
  }
}

// Reads the index of the folder `root` (with a slash at its end).
export async function open(root) {
  const head = await (await load(root + "index.json", "no-cache")).json();
  if (head.format !== FORMAT) throw new OtherBuild(`format ${head.format}`);
  return new Index(root, head);
}

class Index {
  constructor(root, head) {
    this.root = root;
    this.head = head;
    this.english = head.language === "en";
    let end = 0;
    this.shards = head.shards.map(([first, size]) => ({ first: bytesOf(first), start: end, end: (end += size), bytes: null }));
    this.whole = null;
    this.lengths = head.lengths;
    this.documents = head.lengths.length;
    const total = head.lengths.reduce((sum, lengths) => sum + lengths[BODY], 0);
    this.average = this.documents > 0 ? Math.max(total / this.documents, 1) : 1;
    this.texts = new Map();
    this.tokens = new Map();
  }

  // The bytes of a shard: a range of the file of all. A server that knows no ranges sends the whole, which is kept then.
  async range({ start, end }, cache) {
    if (cache === "reload") this.whole = null;
    if (this.whole) return (await this.whole).slice(start, end);
    const response = await load(`${this.root}shards.bin`, cache, { Range: `bytes=${start}-${end - 1}` });
    if (response.status !== 200) return response.arrayBuffer();
    if (this.whole) response.body?.cancel();
    this.whole ??= response.arrayBuffer();
    this.whole.catch(() => (this.whole = null));
    return (await this.whole).slice(start, end);
  }

  // The tokens of a shard, if it is of the build that the head tells of.
  shard(at) {
    const shard = this.shards[at];
    const read = async (cache) => {
      const buffer = await this.range(shard, cache);
      const isOurs = buffer.byteLength === shard.end - shard.start && new DataView(buffer).getUint32(0, true) === this.head.build;
      return isOurs ? new Uint8Array(buffer, STAMP) : null;
    };
    const checked = async () => {
      const bytes = (await read("default")) || (await read("reload"));
      if (!bytes) throw new OtherBuild(`shard ${at}`);
      return bytes;
    };
    shard.bytes ??= checked().catch((error) => {
      shard.bytes = null;
      throw error;
    });
    return shard.bytes;
  }

  // What a result shows: { url, title, kind, date, archived, blocks }.
  text(document) {
    const read = async (cache) => {
      const text = await (await load(`${this.root}${document}.json`, cache)).json();
      return String(text.lengths) === String(this.lengths[document]) ? text : null;
    };
    const checked = async () => {
      const text = (await read("default")) || (await read("reload"));
      if (!text) throw new OtherBuild(`text ${document}`);
      return text;
    };
    let text = this.texts.get(document);
    if (!text) {
      text = checked();
      text.catch(() => this.texts.delete(document));
      this.texts.set(document, text);
    }
    return text;
  }

  // Answers a query: { hits: [{ document, score, exact }], answer: "all" | "some", corrected, words }.
  async search(typed) {
    const words = query(typed, this.english);
    const tokens = await this.lookUp(words);
    const hits = all(this, words, tokens);
    if (hits.length > 0) return { hits, answer: "all", corrected: [], words };
    const { mended, corrected } = await this.mend(words, tokens);
    if (corrected.length > 0) {
      const hits = all(this, mended, await this.lookUp(mended));
      if (hits.length > 0) return { hits, answer: "all", corrected, words: mended };
    }
    return { hits: some(this, tokens), answer: "some", corrected: [], words };
  }

  // The words with the nearest one there is in place of each that no document has, and what was put for what.
  async mend(words, tokens) {
    const [mended, corrected] = [[], []];
    for (const [i, word] of words.entries()) {
      const [token] = word.tokens;
      const missing = tokens[i].every((found) => found.size === 0);
      const nearest = missing ? await this.nearest(token.fold) : null;
      if (nearest) corrected.push([token.fold, nearest]);
      mended.push(nearest ? { ...word, tokens: [{ at: word.at, fold: nearest, form: "", how: WHOLE, reach: 1, beside: null }] } : word);
    }
    return { mended, corrected };
  }

  lookUp(words) {
    return Promise.all(words.map((word) => Promise.all(word.tokens.map((token) => this.occurrences(token)))));
  }

  occurrences(token) {
    const key = [token.how, token.reach, token.fold, token.form, token.beside].join("\n");
    let found = this.tokens.get(key);
    if (!found) {
      found = this.read(token);
      found.catch(() => this.tokens.delete(key));
      if (this.tokens.size > 200) this.tokens.clear();
      this.tokens.set(key, found);
    }
    return found;
  }

  async read(token) {
    const found = new Map();
    await this.readInto(found, token, 0);
    if (token.beside) {
      const [pair, shift] = token.beside;
      await this.readInto(found, { ...token, fold: pair, form: "", how: WHOLE, reach: 1 }, shift);
    }
    for (const [document, places] of found) {
      places.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
      found.set(document, places.filter(([position], i) => i === 0 || places[i - 1][0] !== position));
    }
    return found;
  }

  async readInto(found, token, shift) {
    const fold = bytesOf(token.fold);
    let after = 0;
    while (after < this.shards.length && compare(this.shards[after].first, fold) <= 0) after += 1;
    const begin = Math.max(after - 1, 0);
    let end = begin;
    while (end < this.shards.length && end < begin + token.reach && (end < after || startsWith(this.shards[end].first, fold))) end += 1;
    const wanted = (from, to) => Promise.all(Array.from({ length: to - from }, (_, i) => this.shard(from + i)));
    let isWhole = false;
    const scan = (bytes) => {
      const reader = new Reader(bytes);
      let word = new Uint8Array(0);
      while (!reader.done) {
        word = reader.word(word);
        const counts = weight(token, fold, word);
        isWhole ||= counts > 0 && word.length === fold.length;
        for (let forms = reader.number(); forms > 0; forms -= 1) {
          const form = reader.bytes();
          reader.number();
          const list = reader.bytes();
          if (counts === 0) continue;
          const other = token.form !== "" && (word.length !== fold.length || utf8.decode(form) !== token.form);
          readList(list, other ? counts * OTHER_FORM : counts, shift, found);
        }
      }
    };
    // Where the word itself was there, what goes on from it is taken from its own shard only.
    const first = token.how === BEGINNING ? Math.min(begin + 1, end) : end;
    (await wanted(begin, first)).forEach(scan);
    if (!isWhole) (await wanted(first, end)).forEach(scan);
  }

  // The nearest word there is to one that no document has.
  async nearest(typed) {
    const letters = [...typed];
    if (letters.length < 4 || !letters.every((c) => classOf(c) === "letter" && /\p{Alphabetic}/u.test(c))) return null;
    const slips = letters.length < 8 ? 1 : 2;
    this.list ??= load(this.root + "words.bin").then(async (response) => new Uint8Array(await response.arrayBuffer()));
    this.list.catch(() => (this.list = null));
    const reader = new Reader(await this.list);
    let word = new Uint8Array(0);
    let best = null;
    while (!reader.done) {
      word = reader.word(word);
      const documents = reader.number();
      if (word.length > 4 * (letters.length + slips)) continue;
      const there = [...utf8.decode(word)];
      if (Math.abs(there.length - letters.length) > slips) continue;
      const distance = slipsBetween(letters, there);
      if (distance > slips) continue;
      if (!best || distance < best.distance || (distance === best.distance && documents > best.documents)) {
        best = { distance, documents, word: there.join("") };
      }
    }
    return best && best.word;
  }
}

// Optimal string alignment distance.
function slipsBetween(a, b) {
  let [before, last, row] = [[], [], Array.from({ length: b.length + 1 }, (_, i) => i)];
  for (let i = 1; i <= a.length; i += 1) {
    [before, last, row] = [last, row, [i]];
    for (let j = 1; j <= b.length; j += 1) {
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
    }
  }
  return row[b.length];
}

function weight(token, fold, word) {
  if (!startsWith(word, fold)) return 0;
  if (word.length === fold.length) return 1;
  const longer = token.how === BEGINNING || token.how === UNIT_BEGINNING ? LONGER : 0;
  if (token.how !== UNIT && token.how !== UNIT_BEGINNING) return longer;
  const next = String.fromCodePoint(utf8.decode(word.subarray(fold.length)).codePointAt(0));
  return EXTENDS.test(next) || token.fold.endsWith(COENG) ? longer : 1;
}

function readList(list, counts, shift, found) {
  const reader = new Reader(list);
  let document = 0;
  while (!reader.done) {
    const head = reader.number();
    document += Math.floor(head / 2);
    const times = head % 2 === 1 ? 1 : reader.number();
    let places = found.get(document);
    if (!places) found.set(document, (places = []));
    let position = shift;
    for (let i = 0; i < times; i += 1) {
      position += reader.number();
      places.push([position, counts]);
    }
  }
}

// ---- Ranking (rank.rs)

const WEIGHTS = [6, 3, 2.5, 1, 2.5];
const BODY = 3;
const K1 = 1.2;
const B = 0.6;
const OTHER_FORM = 0.5;
const LONGER = 0.7;
const NEAR = 0.6;
const PHRASE = 0.6;
const TITLE_PHRASE = 1;
const WHOLE_TITLE = 1.5;
const NEW = 0.05;
const SOME = 100;

const idf = (index, having) => Math.log(1 + (index.documents - having + 0.5) / (having + 0.5));
const aged = (index, document, score) => Math.round(score * (1 + (NEW * (document + 1)) / index.documents) * 1e6) / 1e6;
const ordered = (hits) => hits.sort((a, b) => b.score - a.score || b.document - a.document);

function endsOf(index, document) {
  let at = 0;
  return index.lengths[document].map((length) => (at += length));
}

function saturated(index, document, ends, places) {
  const norm = 1 - B + (B * index.lengths[document][BODY]) / index.average;
  let often = 0;
  for (const [position, counts] of places) {
    const found = ends.findIndex((end) => position < end);
    const field = found < 0 ? ends.length : found;
    often += (counts * WEIGHTS[field]) / (field === BODY ? norm : 1);
  }
  return (often * (K1 + 1)) / (often + K1);
}

function all(index, words, tokens) {
  if (words.length === 0) return [];
  const pieces = words.map((word, i) => together(word, tokens[i]));
  const idfs = pieces.map((piece) => idf(index, piece.size));
  const hits = [];
  for (const document of pieces[0].keys()) {
    if (!pieces.every((piece) => piece.has(document))) continue;
    hits.push(hit(index, document, words, pieces.map((piece) => piece.get(document)), idfs));
  }
  return ordered(hits);
}

function hit(index, document, words, places, idfs) {
  const ends = endsOf(index, document);
  let score = 0;
  places.forEach((list, i) => (score += idfs[i] * saturated(index, document, ends, list)));
  score *= 1 + NEAR * nearness(words, places, ends[0]);
  const found = phrase(words, places);
  if (found) {
    const [position, counts] = found;
    score *= 1 + (position < ends[0] ? TITLE_PHRASE : PHRASE) * counts;
    if (position === 0 && ends[0] === words.reduce((sum, word) => sum + word.length, 0) + 1) score *= WHOLE_TITLE;
  }
  return { document, score: aged(index, document, score), exact: Boolean(found) };
}

function some(index, tokens) {
  const list = tokens.flat();
  const scores = new Map();
  for (const token of list) {
    const worth = idf(index, token.size);
    for (const [document, places] of token) {
      const entry = scores.get(document) || [0, 0];
      entry[0] += worth * saturated(index, document, endsOf(index, document), places);
      entry[1] += 1;
      scores.set(document, entry);
    }
  }
  const hits = [];
  for (const [document, [score, had]] of scores) {
    if (had * 2 < list.length) continue;
    hits.push({ document, score: aged(index, document, (score * had) / list.length), exact: false });
  }
  return ordered(hits).slice(0, SOME);
}

function at(places, position) {
  let [low, high] = [0, places.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (places[middle][0] < position) low = middle + 1;
    else high = middle;
  }
  return low < places.length && places[low][0] === position ? places[low][1] : undefined;
}

function together(word, tokens) {
  const [first, ...rest] = tokens;
  if (rest.length === 0) return first;
  const out = new Map();
  for (const [document, places] of first) {
    const others = rest.map((token) => token.get(document));
    if (others.includes(undefined)) continue;
    const kept = [];
    for (const [position, counts] of places) {
      let least = counts;
      for (const [i, other] of others.entries()) {
        const here = at(other, position + word.tokens[i + 1].at - word.at);
        least = here === undefined ? 0 : Math.min(least, here);
        if (least === 0) break;
      }
      if (least > 0) kept.push([position, least]);
    }
    if (kept.length > 0) out.set(document, kept);
  }
  return out;
}

function phrase(words, places) {
  for (const [position, counts] of places[0]) {
    let least = counts;
    for (let i = 1; i < words.length && least > 0; i += 1) {
      const here = at(places[i], position + words[i].at - words[0].at);
      least = here === undefined ? 0 : Math.min(least, here);
    }
    if (least > 0) return [position, least];
  }
  return null;
}

function nearness(words, places, title) {
  if (words.length < 2) return 0;
  const list = places.flatMap((places, word) => places.map(([position]) => [position, word]));
  list.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const ideal = words.reduce((sum, word) => sum + word.length, 0);
  const counts = words.map(() => 0);
  let [having, start, best] = [0, 0, 0];
  for (const [position, word] of list) {
    if (counts[word]++ === 0) having += 1;
    while (having === words.length) {
      const [first, left] = list[start++];
      const span = Math.max(position + words[word].length - first, ideal);
      best = Math.max(best, (ideal / span) * (first < title ? 1.5 : 1));
      if (--counts[left] === 0) having -= 1;
    }
  }
  return best;
}

// ---- Excerpts (excerpt.rs)

// Where words of a query stand in a text: [{ start, end, word }].
export function marks(text, words, english) {
  const pieces = units(text, english);
  const found = [];
  pieces.forEach((piece, i) => {
    words.forEach((word, number) => {
      for (const token of word.tokens) {
        const length = stands(piece, pieces[i + 1], token);
        if (length > 0) found.push({ start: piece.start, end: pieces[i + length - 1].end, word: number });
      }
    });
  });
  return found;
}

function stands(first, second, { fold, how }) {
  const typing = how === BEGINNING || how === UNIT_BEGINNING;
  if (first.fold === fold || (typing && first.fold.startsWith(fold))) return 1;
  if (!second || !fold.startsWith(first.fold)) return 0;
  const rest = fold.slice(first.fold.length);
  return second.fold === rest || (how === BEGINNING && second.fold.startsWith(rest)) ? 2 : 0;
}

// How wide a text is: Han, kana and Hangul take two columns, marks none.
function columns(text) {
  let width = 0;
  for (const c of text) width += EXTENDS.test(c) || c === "\u200b" ? 0 : WIDE.test(c) ? 2 : 1;
  return width;
}

// Where words begin and end: by the browser's dictionary, for cutting only, never for finding.
function boundaries(text, language) {
  if (!Intl.Segmenter) return [...units(text, false).flatMap((unit) => [unit.start, unit.end]), 0, text.length].sort((a, b) => a - b);
  const segments = new Intl.Segmenter(language, { granularity: "word" }).segment(text);
  return [...Array.from(segments, (segment) => segment.index), text.length];
}

// The best piece of a document's blocks as [{ text, mark }]; the beginning of the first block where no word stands in them.
export function excerpt(blocks, words, language, room) {
  const english = language === "en";
  let best = null;
  for (const block of blocks) {
    const list = marks(block, words, english);
    list.forEach((first, i) => {
      const seen = new Set();
      let [end, number] = [first.end, 0];
      for (const mark of list.slice(i, i + 60)) {
        if (columns(block.slice(first.start, mark.end)) > room) break;
        seen.add(mark.word);
        end = Math.max(end, mark.end);
        number += 1;
      }
      const worth = seen.size * 100 + Math.min(number, 99);
      if (!best || worth > best.worth) best = { worth, block, list, start: first.start, end };
    });
  }
  best ??= { block: blocks[0] || "", list: [], start: 0, end: 0 };
  return cut(best, boundaries(best.block, language), room);
}

function cut({ block, list, start, end }, edges, room) {
  const left = room - columns(block.slice(start, end));
  let from = start;
  for (const edge of edges.filter((edge) => edge <= start).reverse()) {
    if (columns(block.slice(edge, start)) > left / 3) break;
    from = edge;
  }
  const more = room - columns(block.slice(from, end));
  let to = end;
  for (const edge of edges.filter((edge) => edge >= end)) {
    if (columns(block.slice(end, edge)) > more) break;
    to = edge;
  }
  // What the end of the block left over goes to the beginning.
  const rest = room - columns(block.slice(from, to));
  let begin = from;
  for (const edge of edges.filter((edge) => edge < from).reverse()) {
    if (columns(block.slice(edge, from)) > rest) break;
    begin = edge;
  }
  from = begin;
  while (from < to && /\s/.test(block[from])) from += 1;
  while (from < to && /\s/.test(block[to - 1])) to -= 1;
  const pieces = from > 0 ? [{ text: "…", mark: false }] : [];
  let at = from;
  for (const mark of list) {
    if (mark.end > to || mark.end <= at) continue;
    const first = Math.max(mark.start, at);
    if (first > at) pieces.push({ text: block.slice(at, first), mark: false });
    const last = pieces[pieces.length - 1];
    if (first === at && last && last.mark) last.text += block.slice(first, mark.end);
    else pieces.push({ text: block.slice(first, mark.end), mark: true });
    at = mark.end;
  }
  pieces.push({ text: block.slice(at, to) + (to < block.trimEnd().length ? "…" : ""), mark: false });
  return pieces;
}
