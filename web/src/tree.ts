// The tree of explored runs: a dot a run, below it those that deviate once more.  Findings are red diamonds.  Many like runs become one dot.
import cytoscape from "cytoscape";
import ELK from "elkjs/lib/elk.bundled.js";
import { colour, el, many } from "./dom";
import type { Told } from "./data";

const CHILDREN = 3; // like runs below one parent that are drawn before the rest become one dot
const LIMIT = 130; // dots in all

export class Tree {
  readonly element: HTMLElement;
  private cy: cytoscape.Core;
  private elk: InstanceType<typeof ELK> | null = null;
  private runs: Told[] = [];
  private drawn = -1;
  private busy = false;
  private open = new Set<string>();
  private selected = "";

  constructor(private choose: (run: Told) => void, private tell: (words: string) => void) {
    this.element = el("div", { class: "tree", role: "application", "aria-label": "tree of explored runs; the list beside it says the same" });
    this.cy = cytoscape({ container: this.element, elements: [], layout: { name: "preset" }, minZoom: 0.05, maxZoom: 3, autoungrabify: true, boxSelectionEnabled: false });
    this.cy.on("tap", "node", (event) => {
      const data = event.target.data() as { schedule: string; parent_of?: string };
      if (data.parent_of !== undefined) { this.open.add(data.parent_of); this.drawn = -1; void this.draw(); } else { const run = this.runs.find((one) => one.schedule === data.schedule); if (run) this.choose(run); }
    });
    this.cy.on("mouseover", "node", (event) => { this.tell(String(event.target.data("words"))); this.element.style.cursor = "pointer"; });
    this.cy.on("mouseout", "node", () => { this.tell(""); this.element.style.cursor = ""; });
    new ResizeObserver(() => { this.cy.resize(); this.fit(); }).observe(this.element);
    this.restyle();
  }

  restyle(): void {
    this.cy.style([
      { selector: "node", style: { width: 11, height: 11, "background-color": colour("--pass"), "border-width": 1, "border-color": colour("--paper"), label: "" } },
      { selector: "node[?fails]", style: { shape: "diamond", width: 15, height: 15, "background-color": colour("--fail") } },
      { selector: "node[?odd]", style: { shape: "triangle", "background-color": colour("--odd") } },
      { selector: "node[?more]", style: { shape: "round-rectangle", width: 30, height: 14, "background-color": colour("--more"), label: "data(label)", "font-size": 8, color: colour("--ink"), "text-valign": "center" } },
      { selector: "node[?root]", style: { width: 15, height: 15, "border-width": 2, "border-color": colour("--ink") } },
      { selector: "node[?chosen]", style: { "border-width": 3, "border-color": colour("--accent") } },
      { selector: "edge", style: { width: 1, "line-color": colour("--line"), "curve-style": "bezier", "target-arrow-shape": "none" } },
    ] as unknown as cytoscape.StylesheetJson);
  }

  select(schedule: string): void {
    this.selected = schedule;
    this.cy.nodes().forEach((node) => { node.data("chosen", node.data("schedule") === schedule); });
  }

  show(runs: Told[]): void {
    this.runs = runs;
    void this.draw();
  }

  private async draw(): Promise<void> {
    if (this.busy || this.drawn === this.runs.length || !this.runs.length) return;
    this.busy = true;
    const count = this.runs.length;
    const { nodes, edges } = this.elements();
    try {
      this.elk ??= new ELK();
      const laid = await this.elk.layout({
        id: "root",
        layoutOptions: { "elk.algorithm": "mrtree", "elk.direction": "DOWN", "elk.spacing.nodeNode": "9", "elk.mrtree.searchOrder": "DFS" },
        children: nodes.map((n) => ({ id: n.id, width: n["more"] ? 30 : 14, height: 14 })),
        edges: edges.map((e) => ({ id: `${e.source}>${e.target}`, sources: [e.source], targets: [e.target] })),
      });
      const places = new Map((laid.children ?? []).map((child) => [child.id, { x: child.x ?? 0, y: child.y ?? 0 }]));
      this.spread(places);
      this.cy.elements().remove();
      this.cy.add([
        ...nodes.map((data) => ({ group: "nodes" as const, data, position: places.get(data.id) ?? { x: 0, y: 0 } })),
        ...edges.map((data) => ({ group: "edges" as const, data })),
      ]);
      this.fit();
      this.drawn = count;
    } finally {
      this.busy = false;
    }
    if (this.runs.length !== this.drawn) setTimeout(() => void this.draw(), 600);
  }

  // The layout is made for any room; the pane is wide and low, so the layers go apart until they fill it.
  private spread(places: Map<string, { x: number; y: number }>): void {
    const points = [...places.values()];
    const width = Math.max(...points.map((p) => p.x)) + 40, height = Math.max(...points.map((p) => p.y)) + 30;
    const wanted = (width * this.element.clientHeight) / Math.max(1, this.element.clientWidth);
    const factor = Math.max(1, Math.min(12, wanted / height));
    for (const point of points) point.y *= factor;
  }

  private fit(): void {
    if (this.cy.elements().empty() || !this.element.clientWidth) return;
    this.cy.fit(undefined, 14);
    if (this.cy.zoom() > 1.4) { this.cy.zoom(1.4); this.cy.center(); }
  }

  private elements(): { nodes: { id: string; [key: string]: unknown }[]; edges: { source: string; target: string }[] } {
    const under = new Map<string, Told[]>();
    for (const run of this.runs) if (run.deviations) under.set(run.parent ?? "", [...(under.get(run.parent ?? "") ?? []), run]);
    const root = this.runs[0]!;
    const usual = root.outcome;
    const nodes: { id: string; [key: string]: unknown }[] = [];
    const edges: { source: string; target: string }[] = [];
    const queue: Told[] = [root];
    while (queue.length && nodes.length < 2000) {
      const run = queue.shift()!;
      const id = run.schedule!;
      const findings = run.findings ?? [];
      nodes.push({
        id, schedule: id, fails: findings.length > 0, odd: !findings.length && run.outcome !== usual, root: run === root, chosen: id === this.selected,
        words: `${id}: ${run.words}${findings.length ? "; " + findings.map((f) => f.title).join("; ") : ""}`,
      });
      const children = under.get(id) ?? [];
      const groups = new Map<string, Told[]>();
      for (const child of children) {
        const key = `${child.outcome} ${(child.findings ?? []).map((f) => f.property).join()} ${under.has(child.schedule!) ? "inner" : "leaf"}`;
        groups.set(key, [...(groups.get(key) ?? []), child]);
      }
      const failing = (told: Told[]): number => (told[0]?.findings?.length ? 0 : 1);
      for (const [key, group] of [...groups].sort((a, b) => failing(a[1]) - failing(b[1]))) {
        const room = nodes.length + queue.length < LIMIT ? CHILDREN : 0;
        const shown = this.open.has(`${id} ${key}`) ? group : group.slice(0, group.length > room + 1 ? room : group.length);
        for (const child of shown) { edges.push({ source: id, target: child.schedule! }); queue.push(child); }
        const rest = group.length - shown.length;
        if (rest) {
          const more = `${id} ${key} more`;
          nodes.push({ id: more, more: true, label: `+${rest}`, parent_of: `${id} ${key}`, words: `${many(rest, "more run")} like these: click to see them`, schedule: "" });
          edges.push({ source: id, target: more });
        }
      }
    }
    const known = new Set(nodes.map((n) => n.id));
    return { nodes, edges: edges.filter((e) => known.has(e.source) && known.has(e.target)) };
  }
}
