// Words that are typed and not sent stay with the page: through a look at another page, and sealed through a lock; never stored.
import type { Desk } from "../ui/view.ts";

export function keep(desk: Desk, name: string, text: string): void {
  if (text.trim() === "") desk.kept.delete(name);
  else desk.kept.set(name, text);
}
