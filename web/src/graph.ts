// The process graph: a row a task, time to the right, arrows for what passes between.  Steps at which nothing is drawn take no room,
// so the horizontal unit is the number of drawn steps; zoom stretches it.  With too many in sight, only their density is shown.
import * as d3 from "d3";
import { el, statusWords, visible } from "./dom";
import type { Arrow, Mark, Row, Span, Whole } from "./data";

const ROW = 34, LEFT = 168, TOP = 26, GAP = 16, GLYPH = 6, DENSE = 1600;
const QUIET = new Set(["sent", "input", "stop", "continue", "switch", "timer", "ignored"]);
const FOLD_OVER = 8, KEEP = 3;

interface Line { row: Row; y: number; more: Row[]; open: boolean; children: boolean }

export class Graph {
  readonly element: HTMLElement;
  private svg: d3.Selection<SVGSVGElement, unknown, null, undefined>;
  private names: d3.Selection<SVGGElement, unknown, null, undefined>;
  private under: d3.Selection<SVGGElement, unknown, null, undefined>; // the rows' bands, below the chosen one's
  private band: d3.Selection<SVGRectElement, unknown, null, undefined>;
  private body: d3.Selection<SVGGElement, unknown, null, undefined>;
  private cursor: d3.Selection<SVGLineElement, unknown, null, undefined>;
  private zoom: d3.ZoomBehavior<SVGSVGElement, unknown>;
  private transform = d3.zoomIdentity;
  private whole: Whole | null = null;
  private steps: number[] = [];
  private lines: Line[] = [];
  private at = new Map<number, number>();
  private closed = new Set<number>();
  private unfolded = new Set<number>();
  private step = 0;
  private tid = 0;
  private waiting = 0;
  private uid = `g${Math.floor(performance.now())}`;

  constructor(private goto: (step: number, tid?: number) => void, private choose: (tid: number) => void) {
    this.element = el("div", { class: "graph", tabindex: 0, role: "img", "aria-label": "process graph: a row a task, time to the right" });
    this.svg = d3.select(this.element).append("svg");
    this.svg.append("defs");
    const marker = this.svg.select("defs").append("marker").attr("id", `${this.uid}-head`).attr("viewBox", "0 0 8 8").attr("refX", 7)
      .attr("refY", 4).attr("markerWidth", 7).attr("markerHeight", 7).attr("orient", "auto-start-reverse");
    marker.append("path").attr("d", "M0 0 8 4 0 8z").attr("fill", "context-stroke");
    const clip = this.svg.select("defs").append("clipPath").attr("id", `${this.uid}-clip`).append("rect");
    clip.attr("x", LEFT).attr("y", 0).attr("width", 10000).attr("height", 100000);
    const clipped = this.svg.append("g").attr("clip-path", `url(#${this.uid}-clip)`);
    this.under = clipped.append("g");
    this.band = clipped.append("rect").attr("class", "band chosen");
    this.body = clipped.append("g");
    this.cursor = clipped.append("line").attr("class", "cursor");
    this.names = this.svg.append("g");
    this.zoom = d3.zoom<SVGSVGElement, unknown>().scaleExtent([0.002, 12]).on("zoom", (event: d3.D3ZoomEvent<SVGSVGElement, unknown>) => {
      this.transform = event.transform;
      this.later();
    }).filter((event: Event) => !(event instanceof WheelEvent) || event.ctrlKey || event.shiftKey || event.metaKey);
    this.svg.call(this.zoom).on("dblclick.zoom", null);
    this.element.addEventListener("wheel", (event) => {
      if (event.ctrlKey || event.shiftKey || event.metaKey || Math.abs(event.deltaX) <= Math.abs(event.deltaY)) return;
      event.preventDefault();
      this.svg.call(this.zoom.translateBy, -event.deltaX / this.transform.k, 0);
    }, { passive: false });
    this.svg.on("click", (event: MouseEvent) => this.clicked(event));
    new ResizeObserver(() => this.later()).observe(this.element);
  }

  show(whole: Whole): void {
    this.whole = whole;
    this.closed.clear();
    this.unfolded.clear();
    const wanted = new Set<number>([whole.first, whole.last]);
    for (const row of whole.rows) { wanted.add(row.first); if (row.last) wanted.add(row.last); }
    for (const span of whole.spans) { wanted.add(span[2]); wanted.add(span[3]); }
    for (const arrow of whole.arrows) { wanted.add(arrow[2]); wanted.add(arrow[4]); }
    for (const mark of whole.marks) wanted.add(mark[1]);
    this.steps = [...wanted].sort((a, b) => a - b);
    this.order();
    this.fit();
  }

  at_step(step: number, tid: number): void {
    this.step = step;
    if (tid !== this.tid) { this.tid = tid; this.show_chosen(); }
    const x = this.x(step);
    if (x < LEFT + 10 || x > this.width() - 20) {
      const shift = (LEFT + (this.width() - LEFT) / 2 - x) / this.transform.k;
      this.svg.call(this.zoom.translateBy, shift, 0);
    }
    this.place_cursor();
  }

  scale(by: number): void { this.svg.call(this.zoom.scaleBy, by); }

  fit(): void {
    const room = this.width() - LEFT - 40;
    const k = Math.max(0.002, Math.min(2.2, room / Math.max(1, this.unit_width())));
    this.svg.call(this.zoom.transform, d3.zoomIdentity.scale(Math.max(k, this.steps.length < 400 ? 1 : k)));
  }

  // ---- rows ---------------------------------------------------------------------------------------------------------

  private order(): void {
    const whole = this.whole!;
    const under = new Map<number, Row[]>();
    for (const row of whole.rows) {
      const above = row.tid !== row.tgid ? row.tgid : row.parent;
      under.set(above, [...(under.get(above) ?? []), row]);
    }
    this.lines = [];
    this.at.clear();
    const hide = (row: Row, y: number): void => {
      this.at.set(row.tid, y);
      for (const child of under.get(row.tid) ?? []) hide(child, y);
    };
    const fold = whole.rows.length > 24;
    const add = (row: Row): void => {
      const y = TOP + ROW * this.lines.length + ROW / 2;
      const children = under.get(row.tid) ?? [];
      this.at.set(row.tid, y);
      const closed = this.closed.has(row.tid);
      this.lines.push({ row, y, more: [], open: !closed, children: children.length > 0 });
      if (closed) { children.forEach((child) => hide(child, y)); return; }
      const leaves = children.filter((child) => !under.get(child.tid)?.length);
      const folded = fold && leaves.length > FOLD_OVER && !this.unfolded.has(row.tid) ? new Set(leaves.slice(KEEP)) : new Set<Row>();
      for (const child of children) if (!folded.has(child)) add(child);
      if (folded.size) {
        const line = TOP + ROW * this.lines.length + ROW / 2;
        const rest = [...folded];
        rest.forEach((child) => this.at.set(child.tid, line));
        this.lines.push({ row: rest[0]!, y: line, more: rest, open: false, children: false });
      }
    };
    const known = new Set(whole.rows.map((r) => r.tid));
    for (const row of whole.rows) if (row.tid === row.tgid && !known.has(row.parent)) add(row);
    this.svg.attr("height", TOP + ROW * this.lines.length + 8);
    this.draw_names();
  }

  private draw_names(): void {
    this.names.selectAll("*").remove();
    this.names.append("rect").attr("class", "paper").attr("width", LEFT - 4).attr("height", TOP + ROW * this.lines.length + 8);
    for (const line of this.lines) {
      const { row, y } = line;
      const g = this.names.append("g").attr("class", `name${row.tid === this.tid ? " chosen" : ""}`).attr("tabindex", 0).attr("role", "button");
      const depth = Math.min(row.depth, 6) * 10;
      if (line.more.length) {
        g.append("text").attr("x", 16 + depth).attr("y", y + 4).attr("class", "more").text(`+ ${line.more.length} more ${visible(row.name).slice(0, 12)}`);
        g.attr("aria-label", `show ${line.more.length} more tasks`);
        g.on("click keydown", (event: Event) => { if (!act(event)) return; this.unfolded.add(row.tid === row.tgid ? row.parent : row.tgid); this.order(); this.later(); });
        continue;
      }
      if (line.children) {
        g.append("text").attr("x", 4 + depth).attr("y", y + 4).attr("class", "twist").text(line.open ? "▾" : "▸")
          .on("click", (event: Event) => { event.stopPropagation(); if (line.open) this.closed.add(row.tid); else this.closed.delete(row.tid); this.order(); this.later(); });
      }
      g.append("text").attr("x", 16 + depth).attr("y", y - 1).attr("class", "who").text(visible(row.name).slice(0, 20 - row.depth));
      g.append("text").attr("x", 16 + depth).attr("y", y + 11).attr("class", "dim")
        .text(`${row.tid === row.tgid ? "process" : "thread"} ${row.tid}, ${statusWords(row.status)}`);
      g.append("title").text(`${visible(row.name)}: steps ${row.first} to ${row.last || this.whole!.last}; choose for the source pane`);
      g.attr("aria-label", `choose task ${row.tid}`);
      g.on("click keydown", (event: Event) => { if (act(event)) this.choose(row.tid); });
    }
  }

  // ---- drawing ------------------------------------------------------------------------------------------------------

  private width(): number { return this.element.clientWidth || 800; }
  private unit_width(): number { return this.steps.length * GAP; }
  private unit(step: number): number {
    const index = d3.bisectRight(this.steps, step) - 1;
    if (index < 0) return 0;
    const here = this.steps[index]!, next = this.steps[index + 1];
    return index + (next === undefined || step === here ? 0 : (step - here) / (next - here));
  }
  private x(step: number): number { return LEFT + 14 + this.transform.x + this.unit(step) * GAP * this.transform.k; }
  private step_at(x: number): number {
    const unit = (x - LEFT - 14 - this.transform.x) / (GAP * this.transform.k);
    const index = Math.max(0, Math.min(this.steps.length - 1, Math.floor(unit)));
    const here = this.steps[index]!, next = this.steps[index + 1] ?? here;
    return Math.round(here + (next - here) * Math.max(0, Math.min(1, unit - index)));
  }

  private later(): void {
    if (this.waiting) return;
    this.waiting = requestAnimationFrame(() => { this.waiting = 0; this.draw(); });
  }

  private draw(): void {
    const whole = this.whole;
    if (!whole) return;
    const width = this.width();
    this.svg.attr("width", width);
    const first = this.step_at(LEFT - 60), last = this.step_at(width + 60);
    const body = this.body;
    body.selectAll("*").remove();
    this.under.selectAll("*").remove();
    this.lines.forEach((line, index) => {
      if (index % 2 === 0) this.under.append("rect").attr("class", "band").attr("x", LEFT).attr("y", line.y - ROW / 2).attr("width", width).attr("height", ROW);
      const end = Math.max(...(line.more.length ? line.more : [line.row]).map((row) => row.last || whole.last));
      this.line(line.more.length ? "life many" : "life", line.row.first, end, line.y, "");
    });
    this.ticks(width);
    const from = d3.bisectLeft(this.steps, first), to = d3.bisectRight(this.steps, last);
    if (to - from > DENSE) this.density(whole, first, last);
    else {
      const seen = (a: number, b: number): boolean => b >= first && a <= last;
      for (const span of whole.spans) if (seen(span[2], span[3])) this.span(span);
      const drawn = new Set<string>();
      for (const arrow of whole.arrows) if (seen(arrow[2], arrow[4])) this.arrow(arrow, drawn);
      const taken = new Map<number, number>();
      for (const mark of whole.marks) if (seen(mark[1], mark[1])) this.mark(mark, taken);
    }
    const height = TOP + ROW * this.lines.length;
    for (const step of whole.switches) {
      const x = this.x(step) - 5;
      if (x < LEFT || x > width) continue;
      body.append("line").attr("class", "switch").attr("x1", x).attr("x2", x).attr("y1", 14).attr("y2", height);
      body.append("text").attr("class", "flag").attr("x", x + 3).attr("y", 12).text(`switch, ${step}`);
    }
    this.show_chosen();
    this.place_cursor();
  }

  // Whose step it is: nothing else is drawn anew.
  private show_chosen(): void {
    const index = this.lines.findIndex((line) => line.row.tid === this.tid && !line.more.length);
    this.names.selectAll<SVGGElement, unknown>("g.name").classed("chosen", (_d, i) => i === index);
    this.band.attr("x", LEFT).attr("width", this.width()).attr("height", index < 0 ? 0 : ROW).attr("y", TOP + ROW * Math.max(index, 0));
  }

  private place_cursor(): void {
    const x = this.x(this.step);
    this.cursor.attr("x1", x).attr("x2", x).attr("y1", 0).attr("y2", TOP + ROW * this.lines.length);
  }

  private ticks(width: number): void {
    let free = LEFT;
    const from = Math.max(0, d3.bisectLeft(this.steps, this.step_at(LEFT)) - 1);
    for (let i = from; i < this.steps.length; i++) {
      const x = LEFT + 14 + this.transform.x + i * GAP * this.transform.k;
      if (x > width) break;
      if (x < free) continue;
      this.body.append("text").attr("class", "tick").attr("x", x).attr("y", TOP - 4).text(String(this.steps[i]));
      free = x + 44;
      const skip = Math.floor(44 / (GAP * this.transform.k)) - 1;
      if (skip > 1) i += skip - 1;
    }
  }

  private line(kind: string, first: number, last: number, y: number, title: string): void {
    const line = this.body.append("line").attr("class", kind).attr("x1", Math.max(this.x(first), LEFT - 20)).attr("x2", Math.min(this.x(last), this.width() + 20))
      .attr("y1", y).attr("y2", y);
    if (title) line.append("title").text(title);
  }

  private span([tid, kind, first, last, label]: Span): void {
    const y = this.at.get(tid);
    if (y === undefined || this.hidden(tid)) return;
    const words = `${kind}: ${visible(label)}, steps ${first} to ${last}`;
    if (kind === "pending") this.line("pending", first, last, y + 5, words);
    else if (kind === "handler") this.line("handler", first, last, y, words);
    else { if (kind !== "zombie") this.line("cover", first, last, y, ""); this.line(kind, first, last, y, words); }
  }

  private hidden(tid: number): boolean {
    const y = this.at.get(tid);
    const line = this.lines.find((l) => l.y === y);
    return !line || line.more.length > 0 || line.row.tid !== tid;
  }

  private arrow([kind, source, first, target, last, label]: Arrow, drawn: Set<string>): void {
    let y1 = this.at.get(source), y2 = this.at.get(target);
    if (y1 === undefined || y2 === undefined || y1 === y2) return;
    const x1 = this.x(first), x2 = this.x(last);
    const key = `${kind} ${Math.round(x1)} ${y1} ${Math.round(x2)} ${y2}`;
    if (drawn.has(key)) return;
    drawn.add(key);
    const down = y2 > y1 ? 1 : -1;
    y1 += 3 * down; y2 -= 5 * down;
    const middle = (y1 + y2) / 2;
    const path = x2 - x1 > 4 ? `M${x1} ${y1}C${x1} ${middle} ${x2} ${middle} ${x2} ${y2}` : `M${x1} ${y1}L${x2} ${y2}`;
    this.body.append("path").attr("class", `arrow ${kind === "wait" ? "wait-arrow" : kind}`).attr("d", path).attr("marker-end", `url(#${this.uid}-head)`)
      .on("click", (event: Event) => { event.stopPropagation(); this.goto(last, target); })
      .append("title").text(`${kind}: ${visible(label)}, from ${source} (step ${first}) to ${target} (step ${last})`);
  }

  private mark([tid, step, kind, label]: Mark, taken: Map<number, number>): void {
    const y = this.at.get(tid);
    if (y === undefined || kind === "switch" || (this.hidden(tid) && kind !== "output")) return;
    const x = this.x(step);
    const big = ["exit", "exec", "output", "deliver", "kill", "fault", "stuck"].includes(kind);
    this.body.append("circle").attr("class", `dot dot-${kind}`).attr("cx", x).attr("cy", y).attr("r", big ? 4 : 2.5)
      .on("click", (event: Event) => { event.stopPropagation(); this.goto(step, tid); })
      .append("title").text(`step ${step}: ${kind} ${visible(label)}`);
    if (QUIET.has(kind)) return;
    const shown = kind === "output" ? `“${visible(label.replace(/\n$/, "")).slice(0, 28)}”` : kind === "exec" ? `exec ${visible(label).split("/").pop()!.slice(0, 20)}` : visible(label).slice(0, 28);
    const width = shown.length * GLYPH;
    if (x - width / 2 < (taken.get(y) ?? 0)) return;
    taken.set(y, x + width / 2 + 4);
    this.body.append("text").attr("class", kind === "output" ? "label out" : "label").attr("x", x).attr("y", y - 8).text(shown);
  }

  private density(whole: Whole, first: number, last: number): void {
    const bins = new Map<string, number>();
    const count = (tid: number, step: number): void => {
      if (step < first || step > last) return;
      const y = this.at.get(tid);
      if (y !== undefined) { const key = `${Math.floor(this.x(step) / 3) * 3} ${y}`; bins.set(key, (bins.get(key) ?? 0) + 1); }
    };
    for (const mark of whole.marks) count(mark[0], mark[1]);
    for (const arrow of whole.arrows) { count(arrow[1], arrow[2]); count(arrow[3], arrow[4]); }
    const most = Math.max(1, ...bins.values());
    for (const [key, number] of bins) {
      const [x, y] = key.split(" ").map(Number) as [number, number];
      const height = 3 + 17 * (number / most);
      this.body.append("rect").attr("class", "dense").attr("x", x).attr("width", 2.4).attr("y", y - height / 2).attr("height", height);
    }
    this.body.append("text").attr("class", "dim").attr("x", LEFT + 12).attr("y", TOP + 8).text("events by density: zoom in to see each");
  }

  private clicked(event: MouseEvent): void {
    if (event.defaultPrevented || !this.whole) return;
    const [x, y] = d3.pointer(event, this.svg.node());
    if (x < LEFT) return;
    const step = this.step_at(x);
    const line = this.lines.find((l) => Math.abs(l.y - y) <= ROW / 2);
    this.goto(step, line && !line.more.length ? line.row.tid : undefined);
  }
}

function act(event: Event): boolean {
  if (event.type === "click") return true;
  const key = (event as KeyboardEvent).key;
  if (key !== "Enter" && key !== " ") return false;
  event.preventDefault();
  return true;
}
