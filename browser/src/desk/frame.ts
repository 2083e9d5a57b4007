// The script of /desk/frame: takes bytes once, from the page that holds it, and plays them. Its document is sandboxed into
// an origin of its own; its policy lets it load nothing but what it makes itself.
import type { Play } from "./files/room.ts";

const parent = window.parent;

function failed(): void {
  document.body.replaceChildren();
  parent.postMessage("failed", "*");
}

addEventListener("message", (event: MessageEvent<Play>) => {
  if (event.source !== parent || document.body.querySelector("audio,video")) return;
  const { kind, type, bytes, label } = event.data;
  if (!(bytes instanceof ArrayBuffer) || !/^(?:audio|video)\/[a-z0-9]+$/.test(type)) return failed();
  const player = document.createElement(kind === "film" ? "video" : "audio");
  player.controls = true;
  player.preload = "metadata";
  player.setAttribute("aria-label", label);
  player.setAttribute("controlslist", "nodownload noremoteplayback");
  player.disableRemotePlayback = true;
  if (player instanceof HTMLVideoElement) {
    player.disablePictureInPicture = true;
    player.playsInline = true;
  }
  player.addEventListener("error", failed);
  player.src = URL.createObjectURL(new Blob([bytes], { type }));
  document.body.replaceChildren(player);
});

parent.postMessage("ready", "*");
