// Source, terminal, tables and events: the panes beside the graph.
import { clear, el, many, visible } from "./dom";
import type { Line, State, Table, Where, Whole } from "./data";

const PIECES = 4000; // of output with an element each; beyond it, neighbours are joined

export class Terminal {
  readonly element = el("pre", { class: "terminal", tabindex: 0, "aria-label": "output; activate a piece to go to the step that wrote it" });
  private pieces: { step: number; span: HTMLElement }[] = [];
  private told = -1;
  private now: HTMLElement | null = null; // what the step that is shown wrote

  constructor(private goto: (step: number) => void) {
    const go = (event: Event): void => {
      const at = (event.target as HTMLElement).closest<HTMLElement>("[data-step]");
      if (at && (event.type === "click" || (event as KeyboardEvent).key === "Enter")) this.goto(Number(at.dataset["step"]));
    };
    this.element.addEventListener("click", go);
    this.element.addEventListener("keydown", go);
  }

  show(whole: Whole): void {
    this.pieces = [];
    this.told = -1;
    const join = Math.max(1, Math.ceil(whole.output.length / PIECES));
    const fragment = document.createDocumentFragment();
    for (let i = 0; i < whole.output.length; i += join) {
      const group = whole.output.slice(i, i + join);
      const [step, stream] = group[0]!;
      const span = el("span", { "data-step": step, class: `later${stream === 2 ? " error" : ""}`, tabindex: 0, role: "link", title: `written at step ${step}` },
        visible(group.map((piece) => piece[2]).join("")));
      this.pieces.push({ step, span });
      fragment.append(span);
    }
    clear(this.element, fragment, whole.cut && el("em", {}, "\n(more was written than is shown)"), !whole.output.length && el("em", {}, "nothing is written in this run"));
  }

  at(step: number): void {
    let index = this.told;
    while (index + 1 < this.pieces.length && this.pieces[index + 1]!.step <= step) this.pieces[++index]!.span.classList.remove("later");
    while (index >= 0 && this.pieces[index]!.step > step) this.pieces[index--]!.span.classList.add("later");
    const here = this.pieces[index];
    this.now?.classList.remove("now");
    this.now = here?.step === step ? here.span : null;
    this.now?.classList.add("now");
    if (index !== this.told || this.told === -1) {
      if (here) {
        const top = here.span.offsetTop - this.element.clientHeight / 2;
        if (here.span.offsetTop < this.element.scrollTop || here.span.offsetTop > this.element.scrollTop + this.element.clientHeight - 20) this.element.scrollTop = top;
      }
    }
    this.told = index;
  }
}

export class SourcePane {
  readonly element = el("div", { class: "source", tabindex: 0, "aria-label": "source" });
  readonly title = el("span", { class: "pane-note" });
  readonly stack = el("div", { class: "stack", "aria-label": "stack, the innermost function first" });
  private file = "";
  private current: HTMLElement | null = null;
  private texts = new Map<string, Promise<string[] | null>>();
  private drawn = new Map<string, HTMLElement>(); // a file's lines, made once

  constructor(private load: (file: string) => Promise<string[] | null>) {}

  forget(): void { this.file = ""; this.texts.clear(); this.drawn.clear(); }

  // The text that `at` needs.
  async text(where: Where): Promise<string[] | null> {
    if (!where.line || !where.file) return null;
    let found = this.texts.get(where.file);
    if (!found) this.texts.set(where.file, (found = this.load(where.file)));
    return found;
  }

  at(where: Where, text: string[] | null): void {
    this.title.textContent = where.words ? visible(where.words) : `${visible(where.function ?? "")}  ${where.line ? `${visible(where.file ?? "")}:${where.line}` : `at ${hex(where.address)}`}`;
    clear(this.stack, ...(where.stack ?? []).map((frame, i) => el("span", { class: i ? "frame" : "frame first" }, visible(frame))));
    if (where.line && where.file) {
      if (this.file !== where.file) {
        this.file = where.file;
        if (!text) { this.file = ""; this.code(where, `${visible(where.file)} is not where it was compiled`); return; }
        let lines = this.drawn.get(where.file);
        if (!lines) this.drawn.set(where.file, (lines = el("div", {}, ...text.map((line, i) => el("div", { class: "line" }, el("span", { class: "number" }, i + 1), el("code", {}, visible(line) || " "))))));
        clear(this.element, lines);
      }
      this.mark((this.drawn.get(where.file)?.children[where.line - 1] as HTMLElement | undefined) ?? null);
    } else {
      this.file = "";
      this.code(where, "");
    }
  }

  private code(where: Where, words: string): void {
    const rows = (where.code ?? []).map(([address, text], i) =>
      el("div", { class: i ? "line" : "line here" }, el("span", { class: "number wide" }, hex(address)), el("code", {}, visible(text))));
    clear(this.element, words && el("p", { class: "note" }, words), ...rows, !rows.length && !words && el("p", { class: "note" }, where.words || "no source, and nothing to disassemble"));
    this.mark(null);
  }

  private mark(line: HTMLElement | null): void {
    this.current?.classList.remove("here");
    this.current?.removeAttribute("aria-current");
    this.current = line;
    if (!line) return;
    line.classList.add("here");
    line.setAttribute("aria-current", "true");
    const top = line.offsetTop;
    if (top < this.element.scrollTop + 30 || top > this.element.scrollTop + this.element.clientHeight - 50) this.element.scrollTop = top - this.element.clientHeight / 2;
  }
}

const hex = (n: number | undefined): string => `0x${(n ?? 0).toString(16)}`;

// The tabs of the tables pane, and which of the kernel's tables each shows.
export const TABS: Record<string, string[]> = {
  ps: ["ps"], signals: ["signals"], fds: ["fds", "files", "file inodes"], inodes: ["mounts", "inodes"], maps: ["maps"], tty: ["tty", "groups"],
  time: ["time", "timers", "spent"], locks: ["locks", "lock waits"],
};

// One table.  A row that says what it said before stays as it is: of hundreds a step changes a few.
class Drawn {
  readonly element: HTMLElement;
  private heading = el("h3");
  private head = el("thead");
  private body = el("tbody");
  private table = el("table", {}, this.head, this.body);
  private none = el("p", { class: "note" }, "none");
  private rows = new Map<string, HTMLElement>();

  constructor(private make: (table: Table, cells: string[], columns: number[]) => HTMLElement) {
    this.element = el("section", {}, this.heading, this.none, this.table);
  }

  // `only` is the task whose rows are shown, if it has any.
  show(table: Table, only: string): void {
    const changed = table.changed ?? {};
    const filter = only !== "" && table.rows.some((cells) => cells[0] === only);
    const rows = new Map<string, HTMLElement>();
    let left_out = 0, place = this.body.firstElementChild;
    table.rows.forEach((cells, number) => {
      if (filter && cells[0] !== only) { left_out++; return; }
      const columns = changed[String(number)] ?? [];
      let name = `${cells.join("\0")}\0${columns.join()}`;
      while (rows.has(name)) name += "\0";
      const row = this.rows.get(name) ?? this.make(table, cells, columns);
      rows.set(name, row);
      if (row === place) place = place.nextElementSibling; else this.body.insertBefore(row, place);
    });
    for (const [name, row] of this.rows) if (rows.get(name) !== row) row.remove();
    this.rows = rows;
    const gone = changed["gone"]?.[0];
    const words = [gone && `${many(gone, "row")} gone with this step`, left_out && `${many(left_out, "row")} of other processes left out`].filter(Boolean).join("; ");
    clear(this.heading, table.title, words ? el("small", {}, ` ${words}`) : null);
    if (!this.head.childElementCount) this.head.append(el("tr", {}, ...table.columns.map((c) => el("th", { scope: "col" }, c))));
    this.none.hidden = rows.size > 0;
    this.table.hidden = rows.size === 0;
  }
}

export class Tables {
  readonly element = el("div", { class: "tables", tabindex: 0, role: "tabpanel", "aria-label": "the kernel's tables" });
  private tab = "";
  private drawn = new Map<string, Drawn>();
  private note = el("p", { class: "note" });

  constructor(private choose: (tid: number) => void) {
    const light = (event: Event): void => {
      const cell = (event.target as HTMLElement).closest<HTMLElement>("[data-link]");
      for (const old of this.element.querySelectorAll(".linked")) old.classList.remove("linked");
      if (!cell) return;
      for (const other of this.element.querySelectorAll<HTMLElement>("[data-link]")) if (other.dataset["link"] === cell.dataset["link"]) other.closest("tr")?.classList.add("linked");
    };
    this.element.addEventListener("mouseover", light);
    this.element.addEventListener("focusin", light);
  }

  at(state: State, tab: string): void {
    const names = TABS[tab] ?? [];
    if (tab !== this.tab) {
      this.tab = tab;
      this.drawn = new Map(names.map((name) => [name, new Drawn((table, cells, columns) => this.row(table, cells, columns))]));
      clear(this.element, this.note, el("div", { class: tab === "fds" ? "three" : "one" }, ...[...this.drawn.values()].map((one) => one.element)));
    }
    this.note.textContent = state.kept !== undefined && state.kept !== state.step ? `this file holds the tables of step ${state.kept}, not of each step` : "";
    for (const [name, drawn] of this.drawn) {
      const table = state.tables.find((t) => t.name === name);
      drawn.element.hidden = !table;
      if (table) drawn.show(table, tab === "maps" ? String(state.tid) : "");
    }
  }

  private row(table: Table, cells: string[], columns: number[]): HTMLElement {
    return el("tr", { class: columns.length ? "touched" : null }, ...cells.map((cell, i) => this.cell(table, cell, i, columns.includes(i))));
  }

  private cell(table: Table, text: string, index: number, changed: boolean): HTMLElement {
    const column = table.columns[index] ?? "";
    const kind = changed ? "changed" : null;
    if (table.name === "signals" && column === "SIGNALS") return this.boxes(text, kind);
    const shown = visible(text);
    if (index === 0 && (column === "TID" || column === "PID") && text !== "1") {
      return el("td", { class: kind }, el("button", { class: "tid", type: "button", title: "choose this task", onclick: () => this.choose(Number(text)) }, shown));
    }
    const link = column === "FILE" ? `file ${text}` : column === "INODE" ? `inode ${text}` : null;
    return el("td", { class: kind, "data-link": link, tabindex: link ? 0 : null }, shown);
  }

  private boxes(text: string, kind: string | null): HTMLElement {
    const [boxes = "", ...names] = text.split(" ");
    const row = el("span", { class: "boxes", role: "img", "aria-label": names.join(", ") || "none" });
    [...boxes].forEach((bit, i) => row.append(el("i", { class: bit === "x" ? "on" : null, title: `signal ${i + 1}` })));
    return el("td", { class: kind }, row, el("span", { class: "signal-names" }, ` ${names.join(" ")}`));
  }
}

export class Events {
  readonly element = el("div", { class: "events", tabindex: 0, "aria-label": "events around this step" });
  private shown: Line[] = [];

  constructor(private goto: (step: number, tid: number) => void) {}

  forget(): void { this.shown = []; }

  covers(step: number): boolean {
    return this.shown.length > 0 && step >= this.shown[0]![0] + 8 && step <= this.shown[this.shown.length - 1]![0] - 8;
  }

  show(lines: Line[]): void {
    this.shown = lines;
    clear(this.element, ...lines.map(([step, tid, kind, words]) =>
      el("button", { type: "button", class: `event kind-${kind}`, "data-step": step, onclick: () => this.goto(step, tid) },
        el("span", { class: "number" }, step), el("span", { class: "number" }, tid), el("code", {}, visible(words)))));
  }

  at(step: number): void {
    for (const old of this.element.querySelectorAll(".here")) old.classList.remove("here");
    const line = this.element.querySelector<HTMLElement>(`[data-step="${step}"]`);
    if (!line) return;
    line.classList.add("here");
    const top = line.offsetTop;
    if (top < this.element.scrollTop || top > this.element.scrollTop + this.element.clientHeight - 30) this.element.scrollTop = top - this.element.clientHeight / 2;
  }
}
