// After a new team: cases of former teams are sealed on to the new key, here, by somebody who holds both.
import { button, fill, h } from "../ui/dom.ts";
import { once } from "../ui/form.ts";
import type { Desk } from "../ui/view.ts";
import type { CaseDetail, Team } from "../wire.ts";
import { sealOn } from "./sealing_on.ts";

export class Resealing {
  #stopped = false;
  readonly #node = h("section", { class: "note" });

  constructor(private readonly desk: Desk) {}

  stop(): void {
    this.#stopped = true;
  }

  /** Nothing where nothing is left to do. */
  section({ regrant }: Team): HTMLElement | undefined {
    if (regrant.missing === 0) return undefined;
    const { t } = this.desk;
    const start = button(t("desk-reseal-start"), () => void once(start, () => this.#run(regrant.missing)), { class: "main" });
    fill(this.#node, h("h2", {}, t("desk-reseal")), h("p", {}, t("desk-reseal-why", { count: regrant.missing })), h("div", { class: "acts" }, start));
    return this.#node;
  }

  async #run(all: number): Promise<void> {
    const { t, api } = this.desk;
    const bar = h("progress", { max: all, value: 0, "aria-label": t("desk-reseal") });
    const said = h("p", { role: "status" });
    fill(this.#node, h("h2", {}, t("desk-reseal")), bar, said);
    /** Cases that this person cannot seal on: restricted to others, or damaged. */
    const failed = new Set<string>();
    let missing = all;
    try {
      for (;;) {
        const { regrant } = await api.get<Team>("team");
        missing = regrant.missing;
        const todo = regrant.cases.filter((id) => !failed.has(id));
        if (todo.length === 0 || this.#stopped) break;
        for (const id of todo) {
          if (this.#stopped) break;
          bar.value = all - missing;
          fill(said, t("desk-reseal-left", { count: missing }));
          missing = (await this.#one(id, failed)) ?? missing;
        }
      }
      fill(this.#node, h("h2", {}, t("desk-reseal")), h("p", { role: "status" }, missing === 0 ? t("desk-reseal-done") : t("desk-reseal-rest", { count: missing })));
    } catch (thrown) {
      fill(this.#node, h("h2", {}, t("desk-reseal")), h("p", { class: "trouble", role: "alert" }, this.desk.problem(thrown)), button(t("desk-reseal-start"), () => void this.#run(missing)));
    }
  }

  /** How many are missing now; undefined if this one could not be done. */
  async #one(id: string, failed: Set<string>): Promise<number | undefined> {
    const { api } = this.desk;
    try {
      const detail = await api.get<CaseDetail>(`cases/${id}`);
      const missing = await sealOn(this.desk, detail);
      if (missing === undefined) failed.add(id);
      return missing;
    } catch (thrown) {
      if (!this.desk.session.unlocked) throw thrown;
      failed.add(id);
      if (failed.size > 50) throw thrown;
      return undefined;
    }
  }
}
