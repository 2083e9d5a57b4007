// The worker: it alone holds secret keys. It does one errand after the other and never talks to the network; its answers carry
// the number of the question. Ending it is what forgets.
import { secureRandom } from "../lib/bytes.ts";
import type { Asked } from "./errands.ts";
import { answer, outgoing } from "./keys/answer.ts";
import { Desk } from "./keys/desk.ts";

const desk = new Desk({ random: secureRandom, now: () => Math.floor(Date.now() / 1000) });

addEventListener("message", ({ data }: MessageEvent<Asked>) => {
  const answered = answer(desk, data);
  postMessage(answered, { transfer: outgoing(answered) });
});
