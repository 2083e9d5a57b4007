// The worker: it alone holds secret keys. It answers one errand at a time and never talks to the network.
import type { Answered, Asked } from "./errands.ts";

addEventListener("message", (event: MessageEvent<Asked>) => {
  const answer: Answered = { number: event.data.number, refused: "locked" };
  postMessage(answer);
});
