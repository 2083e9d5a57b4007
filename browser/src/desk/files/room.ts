// The opaque frame in which sound and film are played: it has an origin of its own, cannot reach the desk, the network or
// storage, and is told nothing but the bytes.
import { h } from "../ui/dom.ts";

/** The frame's words to us, and ours to it. */
export interface Play {
  kind: "sound" | "film";
  type: string;
  bytes: ArrayBuffer;
  label: string;
}

const PATIENCE = 15_000;

/** Plays in a new frame inside `into`. `failed` is called if the frame does not come, or the browser cannot play it. */
export function play(into: HTMLElement, play: Play, failed: () => void): void {
  const frame = h("iframe", { src: "/desk/frame", sandbox: "allow-scripts", title: play.label, class: `viewer ${play.kind}`, referrerpolicy: "no-referrer", allow: "" });
  const timer = setTimeout(() => end(true), PATIENCE);
  const heard = (event: MessageEvent): void => {
    // Its origin is opaque ("null"): the window itself is what it is known by.
    if (event.source !== frame.contentWindow || event.origin !== "null") return;
    if (event.data === "ready") {
      clearTimeout(timer);
      frame.contentWindow?.postMessage(play, "*", [play.bytes]);
    }
    if (event.data === "failed") end(true);
  };
  const end = (wrong: boolean): void => {
    clearTimeout(timer);
    removeEventListener("message", heard);
    if (!wrong) return;
    frame.remove();
    failed();
  };
  addEventListener("message", heard);
  // A frame that left the page listens no more.
  new MutationObserver((_, observer) => {
    if (frame.isConnected) return;
    observer.disconnect();
    end(false);
  }).observe(document.body, { childList: true, subtree: true });
  into.append(frame);
}
