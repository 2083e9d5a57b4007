// The desk's page: fetches its words and what is public, and opens the frame.
import { Api } from "./ui/api.ts";
import { App } from "./ui/app.ts";
import { h } from "./ui/dom.ts";
import { Texts } from "./ui/texts.ts";
import { PLACES, invited } from "./views.ts";
import type { DeskTexts, Start } from "./wire.ts";

/** What the server wrote into the page: the page was checked with its script, so this is what holds. */
const { deployment, rosterKey, texts: address = "/desk/texts" } = document.getElementById("script")?.dataset ?? {};

async function begin(): Promise<void> {
  const nobody = { signIn: never, unlock: never, prove: never };
  const api = new Api({} as never, nobody);
  const [texts, start] = await Promise.all([api.plain<DeskTexts>(address), api.plain<Start>("start")]);
  if (start.deployment !== deployment || start.roster_key !== rosterKey) throw new Error("another server than the page's");
  // The words may be in another language than was asked for: not every language has them.
  const words = new Texts("en", texts);
  const root = document.documentElement;
  [root.lang, root.dir] = [words.t("desk-language"), words.t("desk-direction")];
  await new App(new Texts(root.lang, texts), start, PLACES, invited).begin();
}

function never(): Promise<void> {
  return Promise.reject(new Error("nobody is there yet"));
}

begin().catch(() => {
  // Without its words the page has only these.
  const again = h("button", { type: "button", onclick: () => location.reload() }, "Try again");
  document.body.replaceChildren(h("main", {}, h("h1", {}, "The desk did not open"), h("p", {}, "The server did not answer as it should. Nothing is lost."), again));
});
