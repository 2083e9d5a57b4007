// What one page of the desk is, and what it is given.
import type { Errands } from "../errands.ts";
import type { Role } from "../wire.ts";
import type { Api } from "./api.ts";
import type { Kept } from "./kept.ts";
import type { Router } from "./router.ts";
import type { Session } from "./session.ts";
import type { Texts, Values } from "./texts.ts";
import type { Times } from "./time.ts";

/** How a view ends: somebody went elsewhere; the keys are gone, so what was opened must leave the screen; or signed out. */
export type Parting = "left" | "locked" | "out";

export interface View {
  /** Stands in the browser's title and is read out on arrival. */
  title: string;
  /** Shows itself in `main`, which is empty. What takes time shows that it does; a refusal that is thrown is shown by the frame. */
  render(main: HTMLElement): void | Promise<void>;
  /**
   * Ends timers and forgets what was opened. A locked view is made anew after unlocking, with the same parameter: what somebody
   * typed must have been laid in `desk.kept` under a name of the view's own.
   */
  leave?(parting: Parting): void;
  /** Words were typed that are not sent: asked before going elsewhere. */
  unsaved?(): boolean;
}

/** Everything a view may use. */
export interface Desk {
  texts: Texts;
  session: Session;
  api: Api;
  router: Router;
  times: Times;
  t(id: string, values?: Values): string;
  /** Asks the worker; waits for unlocking where it is locked. */
  ask<K extends keyof Errands>(errand: K, request: Errands[K]["takes"]): Promise<Errands[K]["gives"]>;
  /** Says what came of something, to whoever looks and to whoever listens. `bad` stays until it is closed. */
  say(text: string, kind?: "good" | "bad"): void;
  /** After a change of what `me` says, as by a new grant. */
  refresh(): Promise<void>;
  /** The words for whatever was thrown. */
  problem(thrown: unknown): string;
  /** What was typed and not sent, by name: survives lock and sign-in of the same person, never a reload. Nothing of it can be read while locked. */
  kept: Kept;
}

/** A place in the menu. */
export interface Place {
  /** In the address: `#inbox`. */
  name: string;
  /** Id of the menu's text; without one it is not in the menu. */
  label?: string;
  /** Any of these roles. Empty: everyone who signed in. */
  roles: readonly Role[];
  /** Whether the keys must be open before it shows. */
  keys: boolean;
  open(desk: Desk, parameter: string): View;
}
