// The page: what is shown is in the address (#run=...&step=...&tid=...&tab=...), so that a link shows it again.
import "./style.css";
import { Course, words as said, type View } from "./course";
import { Failed, source, tidOf, type About, type Finding, type Told, type Whole } from "./data";
import { clear, colour, el, many, renew, statusWords, visible } from "./dom";
import { Events, SourcePane, Tables, TABS, Terminal } from "./panes";
import { Form } from "./form";
import { Graph } from "./graph";
import { quiz_view } from "./quiz";
import { Tree } from "./tree";

const data = source();
const course = new Course({ load: (run) => load(run), opened: (run) => fresh(run), fetch: (run, view) => fetch_place(run, view), heading: (view) => heading(view), failed: (words) => say(words) });
let about: About;
let hits: number[] = [];
let hit = -1;
let searched: Promise<void> = Promise.resolve(); // the last search: n and p wait for it
let exploration = -1;
let log: Told[] = [];

// ---- parts ------------------------------------------------------------------------------------------------------------

const graph = new Graph((step, tid) => course.jump({ step, tid: tid ?? null }), (tid) => course.go({ tid }));
const terminal = new Terminal((step) => course.jump({ step, tid: null }));
const code = new SourcePane((file) => data.source(course.view.run, file));
const tables = new Tables((tid) => course.go({ tid }));
const events = new Events((step, tid) => course.jump({ step, tid }));
const tree = new Tree((run) => open(run.schedule!, run.findings), (words) => { tip.textContent = visible(words); });

const title = el("h1", {}, "Forking Paths");
const badge = el("span", { class: "badge" });
const schedule = el("code", { class: "schedule", title: "the schedule of this run" });
const findings = el("p", { class: "findings" });
const search = el("input", { type: "search", id: "search", placeholder: "search  (/)   SIGCHLD,  pid 3 write", "aria-label": "search events: words, pid 3, step 40" });
const results = el("div", { class: "results", role: "listbox", hidden: true });
const slider = el("input", { type: "range", id: "slider", "aria-label": "step" });
const ticks = el("canvas", { class: "ticks", "aria-hidden": "true" });
const where = el("output", { class: "where", for: "slider" });
const now = el("code", { class: "now-line", role: "status", "aria-live": "polite" });
const tabs = el("div", { class: "tabs", role: "tablist", "aria-label": "tables" });
const chooser = el("select", { "aria-label": "task whose source is shown" });
const tip = el("p", { class: "tip", role: "status" });
const progress = el("p", { class: "progress", role: "status", "aria-live": "polite" });
const outcomes = el("ul", { class: "outcomes", "aria-label": "outcomes" });
const message = el("p", { class: "message", role: "alert", hidden: true });
const quiz_pane = el("div", { class: "quiz-pane", hidden: true });
const button = (label: string, act: () => void, attributes: Record<string, unknown> = {}): HTMLButtonElement =>
  el("button", { type: "button", ...attributes, onclick: act }, label);
const export_run = el("a", { class: "button", id: "export-run", download: "run.html", title: "this run as one HTML file" }, "Export run");
const export_tree = el("a", { class: "button", id: "export-tree", download: "exploration.html", hidden: true, title: "the exploration as one HTML file" }, "Export all");
const quiz_button = button("Quiz", () => (course.view.quiz ? course.go({ quiz: false }) : void quiz()), { id: "quiz", hidden: true, title: "which outputs are possible?" });
const explore_button = el("button", { type: "submit", id: "explore", class: "primary" }, "Explore");
const stop_button = button("Stop", () => { stop_button.disabled = true; void data.stop(exploration).catch((error: unknown) => say(said(error))); }, { id: "stop", hidden: true, title: "end it after this run; what was found stays" });
const form = new Form(() => void explore(), explore_button, stop_button);
const proof = el("p", { class: "proof note" });
const found_list = el("ul", { class: "outcomes found", "aria-label": "findings, each with the smallest run that shows it" });
const fold_button = button("Tree", () => fold(), { id: "fold", "aria-expanded": "true", title: "show or hide the tree of runs" });

const help = el("dialog", { class: "help" },
  el("h2", {}, "Keys"),
  el("dl", {}, ...([
    ["← →", "one step back, forward"], ["⇧← ⇧→", "the event before, the next event of this process"], ["Home, End", "the first step, the last"],
    ["/", "search: SIGCHLD · pid 3 write · step 40"], ["n, p", "the next hit, the hit before"], ["b", "back to where you were"],
    ["+ −", "stretch the graph"], ["0", "fit the graph"], ["1 … 9", "the tabs of the tables"], ["?", "this"],
  ].flatMap(([key, words]) => [el("dt", {}, key), el("dd", {}, words)]))),
  data.live && el("p", {}, el("a", { href: "LICENSES.txt" }, "Licences of what the page is made of")),
  el("form", { method: "dialog" }, el("button", {}, "Close")));

const explored = el("section", { class: "explored empty", "aria-label": "explored runs" },
  el("div", { class: "tree-side" }, tree.element, tip),
  el("aside", {},
    data.live && form.element, progress, proof, el("div", { class: "lists" }, found_list, outcomes)));

const pane = (name: string, heading: string, note: Node | null, body: Node): HTMLElement =>
  el("section", { class: `pane pane-${name}`, "aria-label": heading }, el("header", {}, el("h2", {}, heading), note), body);

const run_view = el("main", {},
  el("div", { class: "stepper" },
    button("◀", () => by_one(-1, null), { title: "one step back (←)", "aria-label": "one step back" }),
    button("▶", () => by_one(1, null), { title: "one step forward (→)", "aria-label": "one step forward" }),
    el("div", { class: "slide" }, ticks, slider), where),
  now,
  el("div", { class: "panes" },
    pane("graph", "Process graph", el("span", { class: "pane-tools" }, button("−", () => graph.scale(0.7), { "aria-label": "compress the graph" }), button("+", () => graph.scale(1.4), { "aria-label": "stretch the graph" }), button("fit", () => graph.fit())), graph.element),
    pane("source", "Source", el("span", { class: "pane-tools" }, code.title, chooser), el("div", { class: "source-body" }, code.stack, code.element)),
    pane("terminal", "Terminal", null, terminal.element),
    pane("tables", "Kernel", tabs, el("div", { class: "tables-body" }, tables.element, events.element))));

function build(): void {
  const theme = button("◐", () => {
    const chosen = document.documentElement.dataset["theme"];
    const dark = chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    document.documentElement.dataset["theme"] = dark ? "light" : "dark";
    tree.restyle();
    draw_ticks();
  }, { title: "light or dark", "aria-label": "light or dark" });
  clear(document.getElementById("app")!,
    el("header", { class: "top" }, title, badge, schedule, findings, el("div", { class: "search" }, search, results),
      fold_button, quiz_button, export_run, export_tree, theme, button("?", () => help.showModal(), { "aria-label": "keys" })),
    message, explored, quiz_pane, run_view, help);
  for (const name of [...Object.keys(TABS), "events"]) {
    tabs.append(el("button", { type: "button", role: "tab", id: `tab-${name}`, "aria-selected": "false", onclick: () => course.go({ tab: name }) }, name));
  }
}

// ---- going places -----------------------------------------------------------------------------------------------------

function address(view: View): string {
  const parts = new URLSearchParams({ run: view.run, step: String(view.step), tab: view.tab });
  if (view.tid !== null) parts.set("tid", String(view.tid));
  if (view.quiz) parts.set("quiz", "1");
  return `#${parts.toString()}`;
}

function asked_for(hash: string): Partial<View> {
  const parts = new URLSearchParams(hash.slice(1));
  const found: Partial<View> = { quiz: parts.has("quiz") };
  if (parts.has("run")) found.run = parts.get("run")!;
  if (parts.has("step")) found.step = Number(parts.get("step")) || 0;
  if (parts.has("tid")) found.tid = Number(parts.get("tid"));
  const tab = parts.get("tab");
  if (tab && (tab in TABS || tab === "events")) found.tab = tab;
  return found;
}

let address_due = 0;

function heading(view: View): void {
  say("");
  // a browser takes 200 changes of the address in half a minute, and a key that is held down makes more
  address_due ||= window.setTimeout(() => {
    address_due = 0;
    try { history.replaceState(null, "", address(course.view)); } catch { /* a file may not */ }
  }, 160);
  slider.value = String(view.step);
  where.textContent = `step ${view.step} of ${course.whole!.last}`;
}

// Where a link leads.  The quiz is another view of the same place.
async function visit(to: Partial<View>): Promise<void> {
  const { quiz: asks, run, ...place } = to;
  if (run !== undefined && run !== course.whole?.schedule) await course.open(run, place); else course.go({ ...place, quiz: false });
  if (asks && course.whole) await quiz();
}

// `wrong` is what is wrong with it: a run that deviates nowhere is shown where its finding is.
function open(name: string, wrong?: Finding[]): void {
  if (!data.has(name)) { say(`the run ${name} is not in this file; the ones that are stand in the list`); return; }
  const step = wrong?.[0]?.steps?.[0];
  const straight = log.some((entry) => entry.kind === "run" && entry.schedule === name && entry.deviations === 0);
  void course.open(name, straight && step ? { step } : {});
}

// Which entry of which list: a list is drawn again while an exploration goes on, and its entries are told apart by their schedule.
function listed(list: Element, kind: Told["kind"]): void {
  list.addEventListener("click", (event) => {
    const name = event.target instanceof Element && event.target.closest<HTMLElement>("[data-schedule]")?.dataset["schedule"];
    if (name) open(name, log.find((entry) => entry.kind === kind && entry.schedule === name)?.findings);
  });
}

async function load(name: string): Promise<Whole> {
  progress.classList.add("busy");
  try {
    return await data.run(name);
  } finally {
    progress.classList.remove("busy");
  }
}

// A step beside this one; there is none while another run is on its way.
function by_one(step: number, tid: number | null): void {
  if (!course.lost) course.go({ step: course.view.step + step, tid });
}

function fresh(run: Whole): void {
  code.forget();
  events.forget();
  hits = [];
  document.title = `${visible(run.name)} ${run.schedule} · Forking Paths`;
  title.textContent = visible(run.name);
  schedule.textContent = run.schedule;
  const bad = run.findings.length > 0 || run.status === null || run.status !== 0;
  badge.textContent = run.status === null ? `never ends (${run.ending})` : statusWords(run.status);
  badge.className = `badge ${bad ? "bad" : "good"}`;
  const known = log.find((entry) => entry.kind === "run" && entry.schedule === run.schedule);
  const titles = (run.findings.length ? run.findings : known?.findings ?? []).map((f) => f.title);
  findings.textContent = titles.map(visible).join("; ");
  slider.min = String(run.first);
  slider.max = String(run.last);
  graph.show(run);
  terminal.show(run);
  tree.select(run.schedule);
  clear(chooser, el("option", { value: "" }, "whose step it is"), ...run.rows.map((row) => el("option", { value: row.tid }, `${row.tid} ${visible(row.name).slice(0, 20)}`)));
  const url = data.exportRun(run.schedule);
  export_run.hidden = url === null;
  if (url) export_run.href = url;
  links();
  draw_ticks();
}

function links(): void {
  const url = exploration >= 0 ? data.exportTree(exploration, course.view.run) : null;
  export_tree.hidden = url === null;
  if (url) export_tree.href = url;
}

// All that a place needs, and then the drawing of it, in one go.
async function fetch_place(run: Whole, view: View): Promise<() => void> {
  const listing = view.tab === "events";
  const wanted = data.state(view.run, view.step, view.tid, view.tab);
  const lines = !listing || events.covers(view.step) ? null : data.lines(view.run, Math.max(run.first, view.step - 60), view.step + 60);
  const [state, around] = await Promise.all([wanted, lines]);
  const text = await code.text(state.where);
  return () => {
    const tid = view.tid ?? tidOf(run, view.step);
    graph.at_step(view.step, tid);
    terminal.at(view.step);
    chooser.value = view.tid === null ? "" : String(view.tid);
    for (const tab of tabs.children) tab.setAttribute("aria-selected", String(tab.id === `tab-${view.tab}`));
    tables.element.hidden = listing;
    events.element.hidden = !listing;
    run_view.hidden = view.quiz;
    quiz_pane.hidden = !view.quiz;
    if (around) events.show(around);
    if (listing) events.at(view.step); else tables.at(state, view.tab);
    code.at(state.where, text);
    now.textContent = `${tidOf(run, view.step)}  ${visible(state.line)}`;
  };
}

function say(words: string): void {
  message.textContent = visible(words);
  message.hidden = !words;
}

function draw_ticks(): void {
  const run = course.whole;
  if (!run) return;
  const ratio = devicePixelRatio || 1, width = slider.clientWidth, height = 16;
  ticks.width = width * ratio; ticks.height = height * ratio;
  const context = ticks.getContext("2d");
  if (!context) return;
  context.scale(ratio, ratio);
  const colours: Record<string, string> = { output: "--pipe", deliver: "--signal", kill: "--signal", exit: "--ink", exec: "--fork", fault: "--fail", switch: "--fail" };
  const resolved = new Map(Object.values(colours).map((name) => [name, colour(name)]));
  const span = Math.max(1, run.last - run.first);
  for (const [, step, kind] of run.marks) {
    const name = colours[kind];
    if (!name) continue;
    context.fillStyle = resolved.get(name)!;
    const x = 8 + ((width - 16) * (step - run.first)) / span;
    context.fillRect(x, kind === "switch" ? 0 : 6, kind === "switch" ? 2.5 : 1.5, kind === "switch" ? 16 : 10);
  }
}

// ---- search -------------------------------------------------------------------------------------------------------------

// To the first hit from here on.
function find(): void {
  if (!search.value.trim()) { results.hidden = true; return; }
  search.blur();
  const text = search.value;
  void course.later(async () => {
    const { run, step } = course.view;
    const found = data.search(run, text);
    searched = found.then(() => undefined, () => undefined);
    const answer = await found;
    if (course.view.run !== run) return null;
    hits = answer.steps;
    hit = Math.max(0, hits.findIndex((one) => one >= step));
    list_hits(answer.words);
    return hits.length ? { step: hits[hit]!, tid: null } : null;
  });
}

function list_hits(words: string[]): void {
  clear(results, el("p", { class: "note" }, hits.length ? `${hits.length >= 500 ? "the first 500" : many(hits.length, "hit")}; n and p go to the next and the one before` : "nothing found"),
    ...words.map((line, i) => el("button", { type: "button", role: "option", "data-hit": hits[i]!, onclick: () => { hit = i; course.jump({ step: hits[i]!, tid: null }); } },
      el("span", { class: "number" }, hits[i]!), el("span", { class: "number" }, tidOf(course.whole!, hits[i]!)), el("code", {}, visible(line)))));
  results.hidden = false;
}

function next_hit(by: number): void {
  void course.later(async () => {
    await searched;
    if (!hits.length) return null;
    hit = (hit + by + hits.length) % hits.length;
    return { step: hits[hit]!, tid: null };
  });
}

// ---- explorations -------------------------------------------------------------------------------------------------------

async function explore(): Promise<void> {
  try {
    follow(await data.explore(form.values()));
    form.fold();
  } catch (error) {
    if (!(error instanceof Failed && form.refuse(error.field, error.message))) say(said(error));
  }
}

function follow(n: number): void {
  exploration = n;
  log = [];
  say("");
  explore_button.disabled = true;
  stop_button.hidden = !data.live;
  stop_button.disabled = false;
  proof.textContent = "";
  clear(found_list);
  progress.textContent = "starting …";
  let due = 0;
  const draw = (): void => { due = 0; told(); };
  data.follow(n, (entries) => { log.push(...entries); due ||= window.setTimeout(draw, 150); }, () => {
    explore_button.disabled = false;
    stop_button.hidden = true;
    quiz_button.hidden = !log.some((entry) => entry.kind === "run");
    told();
    links();
  });
}

const ENDED: Record<string, string> = { interrupted: "stopped", runs: "ended by the limit of runs", time: "ended by the limit of time" };

function told(): void {
  const runs = log.filter((entry) => entry.kind === "run");
  const last = log.findLast((entry) => entry.kind === "progress" || entry.kind === "done" || entry.kind === "failed");
  const failing = runs.filter((run) => run.findings?.length).length;
  const words = [many(last?.runs ?? runs.length, "run"), `${many(failing, "run")} with a finding`];
  if (last?.kind === "failed") words.push(`ended: ${last.why}`);
  else if (last?.kind === "done") words.push(last.complete ? "complete within the bounds" : ENDED[last.why ?? ""] ?? "ended");
  else if (last) words.push(`${last.waiting} waiting, ${last.merged} merged`);
  progress.textContent = words.join(" · ");
  progress.dataset["done"] = String(last?.kind === "done" || last?.kind === "failed");
  proof.textContent = last?.kind === "done" ? visible(`${last.words}${last.kept ? "; kept: see fpath runs" : ""}`) : "";
  renew(found_list, ...log.filter((entry) => entry.kind === "finding").map((entry) => el("li", {},
    el("button", { type: "button", class: "outcome bad", "data-finding": entry.findings![0]!.property, "data-schedule": entry.schedule!, title: visible(entry.findings![0]!.why) },
      el("span", { class: "count" }, "finding"), el("code", {}, entry.schedule!), el("span", {}, visible(entry.findings![0]!.title))))));
  explored.classList.toggle("empty", !runs.length);
  tree.show(runs);
  const groups = new Map<string, Told[]>();
  for (const run of runs) groups.set(run.outcome!, [...(groups.get(run.outcome!) ?? []), run]);
  const ordered = [...groups.values()].sort((a, b) => b.length - a.length).slice(0, 40);
  renew(outcomes, ...ordered.map((group) => {
    const first = group.find((run) => data.has(run.schedule!)) ?? group[0]!;
    const bad = group.find((run) => run.findings?.length);
    return el("li", {}, el("button", { type: "button", class: bad ? "outcome bad" : "outcome", "data-schedule": first.schedule },
      el("span", { class: "count" }, many(group.length, "run")), el("span", {}, visible(first.words ?? "")),
      el("code", {}, visible((first.output ?? "").trimEnd().split("\n").slice(0, 2).join(" ⏎ ")).slice(0, 90)), bad && el("em", {}, visible(bad.findings![0]!.title))));
  }));
}

function fold(): void {
  const open_now = explored.hidden;
  explored.hidden = !open_now;
  fold_button.setAttribute("aria-expanded", String(open_now));
}

async function quiz(): Promise<void> {
  await course.later(async () => {
    const found = await data.quiz(Math.max(exploration, 0));
    clear(quiz_pane, quiz_view(found, (name) => open(name)));
    return { quiz: true };
  });
}

// ---- keys ---------------------------------------------------------------------------------------------------------------

function of_this_process(by: number): void {
  const run = course.whole!, view = course.view;
  if (course.lost) return;
  const here = view.tid ?? tidOf(run, view.step);
  const group = run.rows.find((row) => row.tid === here)?.tgid ?? here;
  const tids = new Set(run.rows.filter((row) => row.tgid === group).map((row) => row.tid));
  for (let step = view.step + by; step >= run.first && step <= run.last; step += by) {
    if (tids.has(tidOf(run, step))) { course.go({ step, tid: view.tid }); return; }
  }
}

function key(event: KeyboardEvent): void {
  const inside = event.target as HTMLElement;
  if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
  const typing = inside instanceof HTMLInputElement && inside.type !== "range" && inside.type !== "checkbox";
  if (event.key === "Escape") { results.hidden = true; inside.blur(); return; }
  if (typing || inside instanceof HTMLSelectElement || !course.whole) return;
  const keys: Record<string, () => void> = {
    ArrowLeft: () => (event.shiftKey ? of_this_process(-1) : by_one(-1, course.view.tid)),
    ArrowRight: () => (event.shiftKey ? of_this_process(1) : by_one(1, course.view.tid)),
    Home: () => course.jump({ step: course.whole!.first }), End: () => course.jump({ step: course.whole!.last }),
    "/": () => { search.focus(); search.select(); }, b: () => void course.back(), n: () => next_hit(1), p: () => next_hit(-1),
    "+": () => graph.scale(1.4), "-": () => graph.scale(0.7), "0": () => graph.fit(), "?": () => help.showModal(),
  };
  const tab = [...Object.keys(TABS), "events"][Number(event.key) - 1];
  const act = keys[event.key] ?? (tab ? () => course.go({ tab }) : undefined);
  if (!act) return;
  event.preventDefault();
  act();
}

async function start(): Promise<void> {
  build();
  listed(found_list, "finding");
  listed(outcomes, "run");
  document.addEventListener("keydown", key);
  document.addEventListener("click", (event) => { if (!(event.target as HTMLElement).closest(".search")) results.hidden = true; });
  slider.addEventListener("input", () => course.go({ step: Number(slider.value), tid: course.view.tid }));
  slider.addEventListener("change", () => slider.blur());
  search.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    find();
  });
  chooser.addEventListener("change", () => course.go({ tid: chooser.value ? Number(chooser.value) : null }));
  addEventListener("resize", draw_ticks);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { tree.restyle(); draw_ticks(); });
  addEventListener("hashchange", (event) => void visit(asked_for(new URL(event.newURL).hash)));
  try {
    about = await data.about();
    form.show(about.form ?? [], about.usual ?? {});
    const to = asked_for(location.hash);
    if (about.explorations.length) follow(about.explorations.length - 1);
    else if (!data.live) explored.hidden = true;
    else progress.textContent = "explore: every order in which this program could have run, within the bounds";
    if (about.step && to.run === undefined) to.step ??= about.step;
    await visit({ ...to, run: to.run !== undefined && data.has(to.run) ? to.run : about.schedule });
    document.body.dataset["ready"] = "yes";
  } catch (error) {
    say(said(error));
  }
}

void start();
