// Dates and ages in the page's language and the reader's own time zone.

export class Times {
  readonly #relative: Intl.RelativeTimeFormat;
  readonly #long: Intl.DateTimeFormat;
  readonly #day: Intl.DateTimeFormat;

  constructor(language: string) {
    this.#relative = new Intl.RelativeTimeFormat(language, { numeric: "auto", style: "short" });
    this.#long = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
    this.#day = new Intl.DateTimeFormat(language, { dateStyle: "medium" });
  }

  /** "3 hours ago", "in 2 days"; both in Unix seconds. */
  ago(at: number, now: number): string {
    const passed = at - now;
    for (const [unit, seconds] of [["day", 86_400], ["hour", 3600], ["minute", 60]] as const) {
      if (Math.abs(passed) >= seconds) return this.#relative.format(Math.trunc(passed / seconds), unit);
    }
    return this.#relative.format(0, "minute");
  }

  /** Day and time. */
  at(at: number): string {
    return this.#long.format(at * 1000);
  }

  day(at: number): string {
    return this.#day.format(at * 1000);
  }
}
