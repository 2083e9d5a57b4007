// Shows one sound or film that the desk hands over. This page is an origin of its own: it reaches nothing and nobody.
"use strict";
addEventListener("message", (event) => {
  if (event.source !== parent || !(event.data?.bytes instanceof ArrayBuffer)) return;
  const { bytes, type } = event.data;
  if (typeof type !== "string" || !/^(audio|video)\/[a-z0-9.+-]+$/.test(type)) return;
  const media = document.createElement(type.startsWith("audio") ? "audio" : "video");
  media.controls = true;
  media.src = URL.createObjectURL(new Blob([bytes], { type }));
  document.body.replaceChildren(media);
});
