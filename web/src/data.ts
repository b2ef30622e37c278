// Where the page's data comes from: the server it was loaded from, or the file it is in.

export interface Row { tid: number; tgid: number; parent: number; name: string; first: number; last: number; status: number | null; depth: number }
export type Span = [tid: number, kind: string, first: number, last: number, label: string];
export type Arrow = [kind: string, source: number, first: number, target: number, last: number, label: string];
export type Mark = [tid: number, step: number, kind: string, label: string];
export interface Finding { property: string; title: string; why: string; steps?: number[]; mend?: string }
export interface Whole {
  name: string; schedule: string; status: number | null; ending: string; first: number; last: number;
  rows: Row[]; spans: Span[]; arrows: Arrow[]; marks: Mark[]; output: [step: number, stream: number, text: string][];
  cut: boolean; switches: number[]; critical: number; findings: Finding[]; kinds: string; tids: string; kind_names: Record<string, string>;
}
export interface Table { name: string; title: string; columns: string[]; rows: string[][]; key: number; changed?: Record<string, number[]> }
export interface Where { tid: number; address?: number; function?: string; file?: string; line?: number; code?: [number, string][]; stack?: string[]; words?: string }
export interface State { step: number; tid: number; time_ns: number; tables: Table[]; where: Where; line: string; kept?: number }
export type Line = [step: number, tid: number, kind: number, words: string];
export interface Told {
  kind: "run" | "progress" | "finding" | "done" | "failed"; schedule?: string; parent?: string; deviations?: number; words?: string; output?: string;
  outcome?: string; findings?: Finding[]; runs?: number; waiting?: number; merged?: number; failing?: number; why?: string; complete?: boolean; kept?: boolean;
}
export interface Field {
  name: string; kind: "number" | "flag" | "words" | "one" | "any"; label: string; help: string; default: number | string | boolean | string[] | null;
  least: number; most: number; choices: string[]; first: boolean;
}
export type Asked = Record<string, number | string | boolean | string[] | null>; // a form filled in
export interface About { name: string; arguments: string[]; schedule: string; explorations: Asked[]; step?: number | null; form?: Field[]; usual?: Asked }
export interface Choice { output: string; words: string; possible: boolean; schedule: string; runs: number }
export interface Quiz { program: string[]; name: string; choices: Choice[]; complete: boolean }

export interface Hits { steps: number[]; words: string[] } // words: the lines of the first of them

export interface Source {
  readonly live: boolean;
  about(): Promise<About>;
  run(s: string): Promise<Whole>;
  state(s: string, step: number, tid: number | null, tab: string): Promise<State>;
  lines(s: string, first: number, last: number): Promise<Line[]>;
  search(s: string, q: string): Promise<Hits>;
  source(s: string, file: string): Promise<string[] | null>;
  explore(asked: Asked): Promise<number>;
  stop(n: number): Promise<void>;
  follow(n: number, told: (entries: Told[]) => void, end: () => void): void;
  quiz(n: number): Promise<Quiz>;
  has(s: string): boolean;
  exportRun(s: string): string | null;
  exportTree(n: number, s: string): string | null;
}

export class Failed extends Error {
  constructor(words: string, readonly field = "") { super(words); }
}

async function get<T>(path: string, init?: RequestInit): Promise<T> {
  const answer = await fetch(path, init);
  const data = (await answer.json()) as T & { failed?: string; field?: string };
  if (!answer.ok) throw new Failed(data?.failed ?? `the server said ${answer.status}`, data?.field);
  return data;
}

const q = (parameters: Record<string, string | number | null>): string =>
  Object.entries(parameters).filter(([, v]) => v !== null).map(([k, v]) => `${k}=${encodeURIComponent(String(v))}`).join("&");

export class Server implements Source {
  readonly live = true;
  about = (): Promise<About> => get("api/page");
  run = (s: string): Promise<Whole> => get(`api/run?${q({ s })}`);
  state = (s: string, step: number, tid: number | null, tab: string): Promise<State> => get(`api/state?${q({ s, step, tid, tab })}`);
  lines = (s: string, first: number, last: number): Promise<Line[]> => get(`api/lines?${q({ s, first, last })}`);
  search = (s: string, text: string): Promise<Hits> => get(`api/search?${q({ s, q: text })}`);
  source = (s: string, file: string): Promise<string[] | null> => get(`api/source?${q({ s, file })}`);
  quiz = (n: number): Promise<Quiz> => get(`api/quiz?${q({ n })}`);
  has = (): boolean => true;
  async explore(asked: Asked): Promise<number> {
    return (await get<{ n: number }>("api/explore", { method: "POST", body: JSON.stringify(asked) })).n;
  }
  async stop(n: number): Promise<void> {
    await get(`api/stop?${q({ n })}`, { method: "POST" });
  }
  follow(n: number, told: (entries: Told[]) => void, end: () => void): void {
    const events = new EventSource(`api/live?${q({ n })}`);
    events.onmessage = (event) => told(JSON.parse(event.data as string) as Told[]);
    events.addEventListener("end", () => { events.close(); end(); });
    events.onerror = () => { events.close(); end(); };
  }
  exportRun = (s: string): string => `export/run?${q({ s })}`;
  exportTree = (n: number, s: string): string => `export/exploration?${q({ n, s })}`;
}

interface Kept {
  whole: Whole; states: Record<string, [time_ns: number, tables: Record<string, Table>, standing: Record<string, Where>]>;
  words: string[]; sources: Record<string, string[] | null>;
}
export interface Embedded extends About { kind: string; runs: Record<string, Kept>; log?: Told[]; asked?: Asked; quiz?: Quiz }

// The same answers from an exported file.  A table is kept where it differs from the one before.
export class File implements Source {
  readonly live = false;
  private steps = new Map<string, number[]>();
  constructor(private data: Embedded) {}
  private kept(s: string): Kept {
    const found = this.data.runs[s] ?? this.data.runs[this.data.schedule];
    if (!found) throw new Failed("this run is not in the file");
    return found;
  }
  private at(s: string): number[] {
    let steps = this.steps.get(s);
    if (!steps) this.steps.set(s, (steps = Object.keys(this.kept(s).states).map(Number).sort((a, b) => a - b)));
    return steps;
  }
  has = (s: string): boolean => s in this.data.runs;
  about = async (): Promise<About> => ({ ...this.data, explorations: this.data.log ? [this.data.asked ?? {}] : [] });
  run = async (s: string): Promise<Whole> => this.kept(s).whole;
  async state(s: string, step: number, tid: number | null): Promise<State> {
    const kept = this.kept(s), steps = this.at(s);
    let index = steps.findLastIndex((n) => n <= step);
    if (index < 0) index = 0;
    const at = steps[index] ?? step;
    const here = kept.states[at];
    if (!here) throw new Failed("no state is kept in this file");
    const tables = new Map<string, Table>();
    const names = this.names(kept);
    for (let i = index; i >= 0 && tables.size < names.length; i--) {
      const found = kept.states[steps[i]!]![1];
      for (const name in found) if (!tables.has(name)) tables.set(name, i === index ? found[name]! : { ...found[name]!, changed: {} });
    }
    const whose = tid ?? tidOf(kept.whole, step);
    const where = here[2][whose] ?? { tid: whose, words: "nothing is known of where this task stands" };
    return { step, tid: whose, time_ns: here[0], tables: names.map((n) => tables.get(n)!).filter(Boolean), where, line: kept.words[step - kept.whole.first] ?? "", kept: at };
  }
  private names(kept: Kept): string[] {
    const first = kept.states[this.at(kept.whole.schedule)[0]!];
    return first ? Object.keys(first[1]) : [];
  }
  async lines(s: string, first: number, last: number): Promise<Line[]> {
    const { whole, words } = this.kept(s);
    const lines: Line[] = [];
    for (let n = Math.max(first, whole.first); n <= Math.min(last, whole.last); n++) {
      lines.push([n, tidOf(whole, n), kindOf(whole, n), words[n - whole.first] ?? ""]);
    }
    return lines;
  }
  async search(s: string, text: string): Promise<Hits> {
    const { whole, words } = this.kept(s);
    const hits = (steps: number[]): Hits => ({ steps, words: steps.slice(0, 60).map((step) => words[step - whole.first] ?? "") });
    const tids = new Set<number>(), wanted: string[] = [];
    const pieces = text.toLowerCase().split(/\s+/).filter(Boolean);
    for (let i = 0; i < pieces.length; i++) {
      const number = Number(pieces[i + 1]);
      if (["pid", "tid", "step"].includes(pieces[i]!) && Number.isInteger(number)) {
        if (pieces[i] === "step") return hits([number].filter((n) => n >= whole.first && n <= whole.last));
        tids.add(number);
        i++;
      } else wanted.push(pieces[i]!);
    }
    const whose = new Set(whole.rows.filter((r) => tids.has(r.tid) || tids.has(r.tgid)).map((r) => r.tid));
    const found: number[] = [];
    if (!tids.size && !wanted.length) return hits(found);
    for (let n = 0; n < words.length && found.length < 500; n++) {
      const step = whole.first + n;
      if (tids.size && !whose.has(tidOf(whole, step))) continue;
      const line = `${words[n]} ${whole.kind_names[kindOf(whole, step)]}`.toLowerCase();
      if (wanted.every((word) => line.includes(word))) found.push(step);
    }
    return hits(found);
  }
  source = async (s: string, file: string): Promise<string[] | null> => this.kept(s).sources[file] ?? null;
  explore = async (): Promise<number> => { throw new Failed("a file cannot explore: fpath serve can"); };
  stop = async (): Promise<void> => undefined;
  follow(_n: number, told: (entries: Told[]) => void, end: () => void): void {
    told(this.data.log ?? []);
    end();
  }
  async quiz(): Promise<Quiz> {
    if (!this.data.quiz) throw new Failed("there is no quiz in this file");
    return this.data.quiz;
  }
  exportRun = (): null => null;
  exportTree = (): null => null;
}

const unpacked = new WeakMap<Whole, { kinds: Uint8Array; tids: Uint16Array }>();
function unpack(whole: Whole): { kinds: Uint8Array; tids: Uint16Array } {
  let found = unpacked.get(whole);
  if (!found) {
    const bytes = (text: string): Uint8Array => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    found = { kinds: bytes(whole.kinds), tids: new Uint16Array(bytes(whole.tids).buffer as ArrayBuffer) };
    unpacked.set(whole, found);
  }
  return found;
}
export const tidOf = (whole: Whole, step: number): number => unpack(whole).tids[step - whole.first] ?? 0;
export const kindOf = (whole: Whole, step: number): number => unpack(whole).kinds[step - whole.first] ?? 0;

export function source(): Source {
  const element = document.getElementById("data");
  return element ? new File(JSON.parse(element.textContent ?? "{}") as Embedded) : new Server();
}
