// Reads config/triage.toml for the desk's worker: the part of TOML that the file uses, and an error for anything else. A test
// holds the result against what the server makes of the same file.

/** `{rule_set, rules}`, as the kit of the form carries them. */
export function readRules(toml) {
  const top = {};
  const rules = [];
  const reader = new Reader(toml);
  for (let table = top; !reader.atEnd(); ) {
    if (reader.takes("[[rule]]")) rules.push((table = { wakes: false }));
    else {
      const name = reader.word();
      reader.expects("=");
      if (name in table && name !== "wakes") throw reader.wrong("a key stands twice");
      table[name] = reader.value();
    }
  }
  return { rule_set: `${top.format} ${top.version}`, rules };
}

class Reader {
  #at = 0;
  constructor(text) {
    this.text = text;
  }

  atEnd() {
    this.#skip();
    return this.#at === this.text.length;
  }

  takes(token) {
    this.#skip();
    if (!this.text.startsWith(token, this.#at)) return false;
    this.#at += token.length;
    return true;
  }

  expects(token) {
    if (!this.takes(token)) throw this.wrong(`${token} expected`);
  }

  word() {
    return this.#match(/[a-z_]+/y);
  }

  value() {
    if (this.takes("[")) return this.#entries("]", () => this.value());
    if (this.takes("{")) {
      const entry = () => {
        const name = this.word();
        this.expects("=");
        return [name, this.value()];
      };
      return Object.fromEntries(this.#entries("}", entry));
    }
    for (const [token, value] of [["true", true], ["false", false]]) if (this.takes(token)) return value;
    this.#skip();
    if (this.text[this.#at] === '"') return JSON.parse(this.#match(/"[^"\\\n]*"/y));
    return Number(this.#match(/[0-9]+/y));
  }

  wrong(what) {
    return new Error(`config/triage.toml, line ${this.text.slice(0, this.#at).split("\n").length}: ${what}`);
  }

  #entries(end, read) {
    const entries = [];
    while (!this.takes(end)) {
      entries.push(read());
      if (!this.takes(",")) {
        this.expects(end);
        break;
      }
    }
    return entries;
  }

  #match(pattern) {
    this.#skip();
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.text);
    if (!found) throw this.wrong("not of the part of TOML that is read here");
    this.#at = pattern.lastIndex;
    return found[0];
  }

  /** Blanks, line ends and comments. */
  #skip() {
    const blank = /(?:[ \t\n]|#[^\n]*)*/y;
    blank.lastIndex = this.#at;
    blank.exec(this.text);
    this.#at = blank.lastIndex;
  }
}
