// Shows one sound or film that the desk hands over, once. This page is an origin of its own: it reaches nothing and nobody,
// and tells the desk only that it is there, or that the browser cannot play what it got.
"use strict";
const failed = () => {
  document.body.replaceChildren();
  parent.postMessage("failed", "*");
};
addEventListener("message", (event) => {
  if (event.source !== parent || document.body.querySelector("audio,video")) return;
  const { bytes, kind, type, label } = event.data ?? {};
  if (!(bytes instanceof ArrayBuffer) || typeof type !== "string" || !/^(audio|video)\/[a-z0-9.+-]+$/.test(type)) return failed();
  const media = document.createElement(kind === "film" ? "video" : "audio");
  media.controls = true;
  media.disableRemotePlayback = true;
  media.setAttribute("controlslist", "nodownload noremoteplayback");
  media.setAttribute("aria-label", String(label));
  media.addEventListener("error", failed);
  media.src = URL.createObjectURL(new Blob([bytes], { type }));
  document.body.replaceChildren(media);
});
parent.postMessage("ready", "*");
