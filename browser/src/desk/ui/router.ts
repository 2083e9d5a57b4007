// Where in the desk somebody is: `#inbox`, `#case/<id>`, … A one-time link is taken out of the address at once, so that
// neither the history nor a look at the address bar tells it.

export interface Route {
  /** The view's name: `inbox`, `case`, … */
  name: string;
  /** What stands behind the first slash; a view that takes none gets "". */
  parameter: string;
}
export const HOME: Route = { name: "inbox", parameter: "" };

/** What an address' fragment says. Anything not understood leads home. */
export function parse(fragment: string): Route | { invite: string } {
  const text = fragment.replace(/^#/, "");
  const invite = /^invite=([A-Za-z0-9_-]{1,200})$/.exec(text)?.[1];
  if (invite !== undefined) return { invite };
  const [, name, parameter = ""] = /^([a-z]{1,30})(?:\/([A-Za-z0-9_-]{1,100}))?$/.exec(text) ?? [];
  return name === undefined ? HOME : { name, parameter };
}

export function fragment({ name, parameter }: Route): string {
  return parameter === "" ? `#${name}` : `#${name}/${parameter}`;
}

/** Follows the address. */
export class Router {
  /** The invitation that stood in the address when the page was opened, or was put there since. */
  #invite: string | undefined;

  constructor(private readonly arrived: (route: Route) => void, private readonly invited: () => void) {
    this.#look();
    addEventListener("hashchange", () => {
      if (this.#look()) this.invited();
      else this.arrived(this.here());
    });
  }

  here(): Route {
    const route = parse(location.hash);
    return "invite" in route ? HOME : route;
  }

  go(route: Route | string): void {
    const to = typeof route === "string" ? route : fragment(route);
    if (to === location.hash) this.arrived(this.here());
    else location.hash = to;
  }

  /** The invitation, once. */
  takeInvite(): string | undefined {
    const token = this.#invite;
    this.#invite = undefined;
    return token;
  }

  #look(): boolean {
    const route = parse(location.hash);
    if (!("invite" in route)) return false;
    this.#invite = route.invite;
    history.replaceState(null, "", location.pathname);
    return true;
  }
}
