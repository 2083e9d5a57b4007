// The desk's page: fetches its words and what is public, and opens the frame.
import { Api } from "./ui/api.ts";
import { App } from "./ui/app.ts";
import { h } from "./ui/dom.ts";
import { Texts } from "./ui/texts.ts";
import { PLACES, invited } from "./views.ts";
import type { Start, TextSources } from "./wire.ts";

async function begin(): Promise<void> {
  const nobody = { signIn: never, unlock: never, prove: never };
  const api = new Api({} as never, nobody);
  const { lang } = document.documentElement;
  const [sources, start] = await Promise.all([api.plain<TextSources>(`/${lang}/desk/texts`), api.plain<Start>("start")]);
  const texts = new Texts(sources);
  document.documentElement.lang = texts.language;
  document.documentElement.dir = texts.dir;
  await new App(texts, start, PLACES, invited).begin();
}

function never(): Promise<void> {
  return Promise.reject(new Error("nobody is there yet"));
}

begin().catch(() => {
  // Without its words the page has only these.
  const again = h("button", { type: "button", onclick: () => location.reload() }, "Try again");
  document.body.replaceChildren(h("main", {}, h("h1", {}, "The desk did not open"), h("p", {}, "The server did not answer as it should. Nothing is lost."), again));
});
