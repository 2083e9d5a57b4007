// A list of any length of which only what is on the screen is in the page. Every row is as high as the first; rows stand
// at their own place, so that the one with the focus can stay when others leave.

/** So many rows above and below the screen are there already. */
const SPARE = 12;

export interface Item {
  id: string;
}

export class Rows<T extends Item> {
  readonly node: HTMLUListElement;
  #items: readonly T[] = [];
  #places = new Map<string, number>();
  readonly #made = new Map<string, { item: T; row: HTMLLIElement }>();
  #height = 0;
  #due = false;
  readonly #ends: (() => void)[] = [];

  /** `make` makes a row; `shown` hears which items are on the screen. */
  constructor(
    label: string,
    private readonly make: (item: T) => HTMLLIElement,
    private readonly shown: (ids: readonly string[]) => void,
  ) {
    this.node = document.createElement("ul");
    this.node.className = "cases";
    this.node.setAttribute("role", "list");
    this.node.setAttribute("aria-label", label);
    const look = (): void => this.#soon();
    addEventListener("scroll", look, { passive: true });
    const sizes = new ResizeObserver(() => {
      this.#height = 0;
      look();
    });
    sizes.observe(this.node);
    this.node.addEventListener("focusout", look);
    this.#ends.push(() => removeEventListener("scroll", look), () => sizes.disconnect());
  }

  get items(): readonly T[] {
    return this.#items;
  }

  set(items: readonly T[]): void {
    this.#items = items;
    this.#places = new Map(items.map(({ id }, at) => [id, at]));
    this.#draw();
  }

  /** Rows that are in the page are made again: something about them that is not in the item has changed. */
  refresh(): void {
    const focused = this.focused();
    const inner = document.activeElement?.getAttribute("data-part");
    for (const { row } of this.#made.values()) row.remove();
    this.#made.clear();
    this.#draw();
    if (focused !== undefined) this.#focusIn(focused, inner ?? null);
  }

  /** The id of the row that holds the focus. */
  focused(): string | undefined {
    const row = document.activeElement?.closest<HTMLElement>("li[data-id]");
    return row && this.node.contains(row) ? row.dataset["id"] : undefined;
  }

  place(id: string | undefined): number {
    return id === undefined ? -1 : this.#places.get(id) ?? -1;
  }

  /** Brings the row at `at` onto the screen and puts the focus on its link. */
  focus(at: number): void {
    const item = this.#items[Math.max(0, Math.min(at, this.#items.length - 1))];
    if (!item) return;
    const place = this.place(item.id);
    const top = this.node.getBoundingClientRect().top + place * this.#rowHeight();
    const margin = this.#rowHeight();
    if (top < margin * 1.5) scrollBy(0, top - margin * 1.5);
    else if (top + margin * 2 > innerHeight) scrollBy(0, top + margin * 2 - innerHeight);
    this.#draw(place);
    this.#focusIn(item.id, null);
  }

  end(): void {
    for (const end of this.#ends) end();
  }

  #focusIn(id: string, part: string | null): void {
    const row = this.#made.get(id)?.row;
    const wanted = part === null ? null : row?.querySelector<HTMLElement>(`[data-part="${part}"]`);
    (wanted ?? row?.querySelector<HTMLElement>("a"))?.focus({ preventScroll: true });
  }

  #soon(): void {
    if (this.#due) return;
    this.#due = true;
    requestAnimationFrame(() => {
      this.#due = false;
      this.#draw();
    });
  }

  /** The height of a row, which its style decides: measured on one of them. */
  #rowHeight(): number {
    if (this.#height > 0) return this.#height;
    let row = this.node.querySelector<HTMLElement>("li");
    const [first] = this.#items;
    const probe = !row && first ? this.make(first) : undefined;
    if (probe) this.node.append((row = probe));
    const height = row?.getBoundingClientRect().height ?? 0;
    probe?.remove();
    if (height > 0) this.#height = height;
    return height > 0 ? height : 72;
  }

  #draw(also?: number): void {
    if (!this.node.isConnected) return;
    const count = this.#items.length;
    const height = this.#rowHeight();
    this.node.style.blockSize = `${count * height}px`;
    const { top } = this.node.getBoundingClientRect();
    const from = Math.max(0, Math.floor(-top / height) - SPARE);
    const to = Math.min(count, Math.ceil((innerHeight - top) / height) + SPARE);
    const wanted = new Set<number>();
    for (let at = from; at < to; at++) wanted.add(at);
    const focused = this.place(this.focused());
    if (focused >= 0) wanted.add(focused);
    if (also !== undefined) wanted.add(also);
    const order = [...wanted].sort((a, b) => a - b);
    const visible = order.map((at) => this.#items[at]!.id);
    // What left the screen leaves first: whatever moves in the page loses the focus.
    const keep = new Set(visible);
    for (const [id, { row }] of this.#made) {
      if (keep.has(id)) continue;
      row.remove();
      this.#made.delete(id);
    }
    const active = document.activeElement;
    let before: Node | null = this.node.firstChild;
    for (const at of order) {
      const row = this.#row(this.#items[at]!, before);
      row.style.insetBlockStart = `${at * height}px`;
      row.setAttribute("aria-posinset", String(at + 1));
      row.setAttribute("aria-setsize", String(count));
      before = row.nextSibling;
    }
    if (active instanceof HTMLElement && active !== document.activeElement && this.node.contains(active)) active.focus({ preventScroll: true });
    this.shown(visible);
  }

  /** The row of an item, in the page and standing before `before`. */
  #row(item: T, before: Node | null): HTMLLIElement {
    const known = this.#made.get(item.id);
    if (known?.item === item) {
      if (known.row !== before) this.node.insertBefore(known.row, before);
      return known.row;
    }
    const row = this.make(item);
    row.dataset["id"] = item.id;
    this.#made.set(item.id, { item, row });
    if (!known) {
      this.node.insertBefore(row, before);
      return row;
    }
    const part = known.row.contains(document.activeElement) ? document.activeElement?.getAttribute("data-part") ?? null : undefined;
    if (known.row === before) known.row.replaceWith(row);
    else {
      known.row.remove();
      this.node.insertBefore(row, before);
    }
    if (part !== undefined) this.#focusIn(item.id, part);
    return row;
  }
}
