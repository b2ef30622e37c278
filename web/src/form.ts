// The form of an exploration, drawn from what the server says may be asked (web/form.py): nothing about an option is said twice.
import { clear, el } from "./dom";
import type { Field } from "./data";

type Value = number | string | boolean | string[] | null;

export class Form {
  readonly element: HTMLFormElement;
  private parts = new Map<string, { field: Field; box: HTMLElement; wrong: HTMLElement; read: () => Value; write: (value: Value) => void }>();
  private first = el("div", { class: "row" });
  private further = el("div", { class: "fields" });
  private more = el("details", { class: "more" }, el("summary", {}, "More"), this.further);

  constructor(submit: () => void, ...buttons: HTMLElement[]) {
    this.element = el("form", { class: "controls", novalidate: true, "aria-label": "explore" }, el("div", { class: "row" }, this.first, ...buttons), this.more);
    this.element.addEventListener("submit", (event) => { event.preventDefault(); if (this.valid()) submit(); });
  }

  show(fields: Field[], usual: Record<string, Value>): void {
    this.parts.clear();
    clear(this.first);
    clear(this.further);
    for (const field of fields) {
      const label = this.part(field);
      this.parts.get(field.name)!.write(usual[field.name] ?? field.default);
      (field.first ? this.first : this.further).append(label);
    }
    this.more.hidden = !fields.some((field) => !field.first);
  }

  fold(): void { this.more.open = false; }

  values(): Record<string, Value> {
    return Object.fromEntries([...this.parts].map(([name, part]) => [name, part.read()]));
  }

  // What the server found wrong; true when it is about one of these fields.
  refuse(name: string, words: string): boolean {
    const part = this.parts.get(name);
    if (!part) return false;
    if (!part.field.first) this.more.open = true;
    part.wrong.textContent = words;
    part.box.setAttribute("aria-invalid", "true");
    part.box.focus();
    return true;
  }

  private valid(): boolean {
    for (const { box, wrong } of this.parts.values()) { wrong.textContent = ""; box.removeAttribute("aria-invalid"); }
    for (const [name, { field, box }] of this.parts) {
      if (!(box instanceof HTMLInputElement) || field.kind !== "number") continue;
      if (!box.checkValidity()) { this.refuse(name, `${field.label}: a whole number from ${field.least} to ${field.most}`); return false; }
    }
    return true;
  }

  private part(field: Field): HTMLElement {
    const id = `ask-${field.name}`, described = { "aria-describedby": `${id}-help ${id}-wrong` };
    const wrong = el("span", { class: "wrong-words", id: `${id}-wrong`, role: "alert" });
    const help = el("span", { class: "help-words", id: `${id}-help` }, field.help);
    const keep = (box: HTMLElement, read: () => Value, write: (value: Value) => void): void => { this.parts.set(field.name, { field, box, wrong, read, write }); };
    if (field.kind === "any") {
      const boxes = field.choices.map((choice) => el("input", { type: "checkbox", value: choice }));
      const set = el("fieldset", { class: "field", id, tabindex: -1, title: field.help, ...described }, el("legend", {}, field.label), ...boxes.map((box) => el("label", {}, box, box.value)), help, wrong);
      keep(set, () => boxes.filter((box) => box.checked).map((box) => box.value), (value) => boxes.forEach((box) => { box.checked = (value as string[]).includes(box.value); }));
      return set;
    }
    let box: HTMLInputElement | HTMLSelectElement;
    if (field.kind === "one") {
      const select = (box = el("select", { id, ...described }, ...field.choices.map((choice) => el("option", { value: choice }, choice))));
      keep(select, () => select.value, (value) => { select.value = String(value); });
    } else if (field.kind === "flag") {
      const check = (box = el("input", { type: "checkbox", id, ...described }));
      keep(check, () => check.checked, (value) => { check.checked = value === true; });
    } else if (field.kind === "number") {
      const number = (box = el("input", { type: "number", id, min: field.least, max: field.most, step: 1, required: field.default !== null, ...described }));
      keep(number, () => (number.value === "" ? null : number.valueAsNumber), (value) => { number.value = value === null ? "" : String(value); });
    } else {
      const text = (box = el("input", { type: "text", id, maxlength: 200, autocomplete: "off", spellcheck: "false", ...described }));
      keep(text, () => text.value, (value) => { text.value = String(value ?? ""); });
    }
    return el("label", { class: "field", for: id, title: field.help }, el("span", {}, field.label), box, help, wrong);
  }
}
