// Files that came with a report. Pictures become pixels, blurred until somebody wants to see them; sound and film play in a
// room of their own; everything else stays shut behind a page that says why.
import { kindOf, type Kind } from "../files/kinds.ts";
import { dangerName, pixelName, shownName } from "../files/names.ts";
import { drawn, pixels } from "../files/picture.ts";
import { play } from "../files/room.ts";
import { save } from "../files/save.ts";
import { dialog } from "../ui/dialog.ts";
import { button, fill, h, own } from "../ui/dom.ts";
import { act, tick } from "../ui/form.ts";
import type { Said } from "../errands.ts";
import { ticked } from "./must.ts";
import type { Room } from "./room.ts";

type File = Said["files"][number];

/** Largest file that is opened in the page; a larger one is opened offline. */
const LARGEST = 300_000_000;

export function files(room: Room): HTMLElement | false {
  const { desk } = room;
  const all = [room.open.report, ...room.open.messages].flatMap((said) => said.files.map((file) => ({ file, seq: said.seq })));
  if (all.length === 0) return false;
  const names = new Map(all.map(({ file }) => [file.id, file.safe_name]));
  return h(
    "section",
    { "aria-labelledby": "files" },
    h("h2", { id: "files" }, desk.t("case-files", { count: all.length })),
    h("p", { class: "hint" }, desk.t("files-hint")),
    h("ul", { class: "plain-list" }, ...all.map(({ file, seq }) => fileRow(room, file, seq, names))),
  );
}

function fileRow(room: Room, file: File, seq: number, names: ReadonlyMap<string, string>): HTMLElement {
  const { desk } = room;
  const place = h("div", { class: "shown", "aria-live": "polite" });
  const copyOf = file.clean_copy_of === undefined ? undefined : names.get(file.clean_copy_of);
  const opening: HTMLButtonElement = act(
    desk.t("files-open"),
    async () => {
      if (place.childElementCount > 0) {
        fill(place);
        opening.textContent = desk.t("files-open");
        return;
      }
      if (file.length > LARGEST) return fill(place, h("p", { class: "note" }, desk.t("files-too-large")));
      fill(place, h("p", { class: "soft" }, desk.t("files-opening")));
      try {
        await show(room, file, place);
        opening.textContent = desk.t("files-close");
      } catch (thrown) {
        fill(place);
        throw thrown;
      }
    },
    (thrown) => desk.say(desk.problem(thrown), "bad"),
    { class: "small" },
  );
  return h(
    "li",
    { class: "box file" },
    h("h3", {}, own(shownName(file.safe_name))),
    shownName(file.name) !== shownName(file.safe_name) && h("p", { class: "soft" }, desk.t("files-name-was"), " ", own(shownName(file.name))),
    h("p", { class: "soft" }, `${sizeOf(desk.texts.language, file.length)} · ${seq === 0 ? desk.t("case-report") : desk.t("case-message", { number: seq })}`),
    copyOf !== undefined && h("p", { class: "soft" }, desk.t("files-clean-copy"), " ", own(shownName(copyOf))),
    opening,
    place,
  );
}

async function show(room: Room, file: File, place: HTMLElement): Promise<void> {
  const { desk } = room;
  const sealed = await desk.api.bytes(`cases/${room.id}/files/${file.id}`);
  const { bytes } = await desk.ask("file", { case: room.id, file: file.id, sealed });
  const kind = kindOf(bytes);
  const label = shownName(file.safe_name);
  switch (kind.kind) {
    case "picture":
      return picture(room, file, bytes, kind, place);
    case "sound":
    case "film": {
      const copy = bytes.slice().buffer;
      fill(place, h("p", { class: "hint" }, desk.t("files-playing")));
      const failed = (): void => fill(place, h("p", { class: "note" }, desk.t("files-not-playable")), danger(room, file, bytes));
      play(place, { kind: kind.kind, type: kind.type, bytes: copy, label }, failed);
      return place.append(danger(room, file, bytes));
    }
    case "picture_refused":
      return fill(place, h("p", { class: "note" }, desk.t(`files-refused-${kind.reason}`)), danger(room, file, bytes));
    case "other":
      return fill(place, h("p", { class: "note" }, desk.t("files-not-shown")), danger(room, file, bytes));
  }
}

async function picture(room: Room, file: File, bytes: Uint8Array, kind: Kind & { kind: "picture" }, place: HTMLElement): Promise<void> {
  const { desk } = room;
  let canvas: HTMLCanvasElement;
  try {
    canvas = await drawn(bytes, kind);
  } catch {
    return fill(place, h("p", { class: "note" }, desk.t("files-refused-broken")), danger(room, file, bytes));
  }
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", desk.t("files-picture", { width: kind.width, height: kind.height }));
  const curtain = h("div", { class: "picture blurred" }, canvas);
  const reveal: HTMLButtonElement = button(desk.t("files-reveal"), () => {
    const hidden = curtain.classList.toggle("blurred");
    reveal.textContent = desk.t(hidden ? "files-reveal" : "files-hide");
    reveal.setAttribute("aria-pressed", String(!hidden));
  }, { "aria-pressed": "false" });
  const keep = act(desk.t("files-save-pixels"), async () => save(pixelName(file.safe_name, room.detail.line.number), await pixels(canvas), "image/png"), (thrown) => desk.say(desk.problem(thrown), "bad"), { class: "small" });
  fill(place, curtain, h("div", { class: "acts" }, reveal, keep, danger(room, file, bytes)));
}

/** The way to the file itself: past a page that says what may happen, under a name that nothing runs. */
function danger(room: Room, file: File, bytes: Uint8Array): HTMLButtonElement {
  const { desk } = room;
  const name = dangerName(file.safe_name, room.detail.line.number);
  return button(
    desk.t("files-original"),
    () =>
      void dialog<true>(desk.t("danger-title"), (done) => {
        const sure = tick(desk.t("danger-tick"));
        const go = (): void => {
          if (!ticked(sure.control, desk.t("case-tick"))) return;
          save(name, bytes);
          done(true);
        };
        return [
          h("p", {}, desk.t("danger-why")),
          h("h3", {}, desk.t("danger-how-title")),
          h("ol", {}, ...desk.texts.lines("danger-how").map((line) => h("li", {}, line))),
          h("p", {}, desk.t("danger-name")),
          h("code", { dir: "ltr" }, name),
          sure.node,
          h("div", { class: "acts" }, button(desk.t("danger-save"), go, { class: "main danger" }), button(desk.t("case-no"), () => done())),
        ];
      }),
    { class: "small" },
  );
}

function sizeOf(language: string, bytes: number): string {
  const [unit, size] = bytes < 1_000 ? (["byte", bytes] as const) : bytes < 1_000_000 ? (["kilobyte", bytes / 1_000] as const) : (["megabyte", bytes / 1_000_000] as const);
  return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: bytes < 1_000 ? "long" : "short", maximumFractionDigits: size < 10 ? 1 : 0 }).format(size);
}
