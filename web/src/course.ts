// Where the page is, and how it gets elsewhere.
//
//   go(to)       another step, task or tab of this run            jump(to)   the same, from a place that one may want to come back to
//   open(run)    another run                                      back()     where one was
//   later(find)  to a place that must be asked for first
//
// Every navigation has a number, given when it is asked for.  What answers an older number is dropped: it changes neither the place nor
// the history, and of two runs that are loading the one asked for last is shown.  Places are drawn one at a time, each whole, so what
// stands on the page is always of one place; while keys repeat, places between are left out.  `body.dataset.shown` says which place is
// drawn, and is not there while any navigation is on its way.
import type { Whole } from "./data";

export interface View { run: string; step: number; tid: number | null; tab: string; quiz: boolean }

export interface Means {
  load(run: string): Promise<Whole>;
  opened(whole: Whole): void; // another run is there: what belongs to the run before is to be forgotten
  fetch(whole: Whole, view: View): Promise<() => void>; // all that a place needs; the answer draws it
  heading(view: View): void; // the place that is asked for, at once: address, slider
  failed(words: string): void;
}

const KEPT = 500;

export class Course {
  whole: Whole | null = null;
  view: View = { run: "", step: 0, tid: null, tab: "ps", quiz: false };
  private past: View[] = [];
  private asked = 0; // the number of the last navigation
  private drawn = 0; // of the one that is drawn, or failed
  private unknown = 0; // of the last one whose place had to be asked for; while it is `asked`, nothing else is drawn
  private drawing = false;

  constructor(private means: Means) {}

  // A place is on its way whose step nobody knows yet: there is no step beside it.
  get lost(): boolean { return this.unknown === this.asked && this.asked !== 0; }

  go(to: Partial<View>): void {
    const run = this.whole;
    if (!run) return;
    this.begin();
    this.view = { ...this.view, ...to, run: run.schedule };
    this.view.step = Math.min(Math.max(this.view.step, run.first), run.last);
    this.means.heading(this.view);
    void this.draw();
  }

  jump(to: Partial<View>): void {
    this.remember();
    this.go(to);
  }

  // `to` is a place in that run; without it, the critical step.
  async open(name: string, to: Partial<View> = {}, comeBack = true): Promise<void> {
    if (this.whole?.schedule === name) {
      if (comeBack) this.jump({ quiz: false, ...to }); else this.go(to);
      return;
    }
    const mine = this.begin();
    this.unknown = mine;
    try {
      const found = await this.means.load(name);
      if (mine !== this.asked) return;
      if (comeBack) this.remember();
      this.whole = found;
      this.view = { ...this.view, tid: null, quiz: false, step: found.critical, ...to, run: found.schedule };
      this.means.opened(found);
      this.go({});
    } catch (error) {
      this.stay(mine, error);
    }
  }

  // `find` says where to, or null to stay.
  async later(find: () => Promise<Partial<View> | null>): Promise<void> {
    const mine = this.begin();
    this.unknown = mine;
    try {
      const to = await find();
      if (mine !== this.asked) return;
      if (to) this.jump(to); else this.go({});
    } catch (error) {
      this.stay(mine, error);
    }
  }

  async back(): Promise<void> {
    const before = this.past.pop();
    if (!before) return;
    if (before.run === this.whole?.schedule) this.go(before); else await this.open(before.run, before, false);
  }

  // ---- inside --------------------------------------------------------------------------------------------------------

  private begin(): number {
    delete document.body.dataset["shown"];
    return ++this.asked;
  }

  private remember(): void {
    const last = this.past.at(-1);
    if (!this.whole || (last && same(last, this.view))) return;
    this.past.push({ ...this.view });
    if (this.past.length > KEPT) this.past.shift();
  }

  // What navigation `mine` asked for cannot be had: the page stays where it is.
  private stay(mine: number, error: unknown): void {
    if (mine !== this.asked) return;
    this.go({});
    this.means.failed(words(error));
  }

  private async draw(): Promise<void> {
    if (this.drawing) return;
    this.drawing = true;
    while (this.drawn !== this.asked && !this.lost) {
      const mine = this.asked, run = this.whole!, view = { ...this.view };
      try {
        const paint = await this.means.fetch(run, view);
        if (run !== this.whole || this.lost) continue;
        paint();
        if (mine === this.asked) document.body.dataset["shown"] = `${view.run} ${view.step} ${view.tab} ${view.tid ?? ""}`;
      } catch (error) {
        if (mine === this.asked) this.means.failed(words(error));
      }
      this.drawn = mine;
    }
    this.drawing = false;
  }
}

export const words = (error: unknown): string => String(error instanceof Error ? error.message : error);

const same = (a: View, b: View): boolean =>
  a.run === b.run && a.step === b.step && a.tid === b.tid && a.tab === b.tab && a.quiz === b.quiz;
