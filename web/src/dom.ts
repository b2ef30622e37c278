// Elements made by hand.  Text is always text: nothing of a guest is ever given to an HTML parser.

type Child = Node | string | number | null | undefined | false;

export function el<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Record<string, unknown> = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on") && typeof value === "function") made.addEventListener(name.slice(2), value as EventListener);
    else made.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children) if (child !== null && child !== undefined && child !== false) made.append(typeof child === "number" ? String(child) : child);
  return made;
}

export function clear(element: Element, ...children: Child[]): void {
  element.replaceChildren(...children.filter((c): c is Node | string => c !== null && c !== undefined && c !== false).map((c) => (typeof c === "number" ? String(c) : c)));
}

// As `clear`, but what stands there already stays the same element: a click that has begun on it, or the focus, is not lost when a
// list is drawn again.  Listeners stay those of the first drawing, so they belong on the list and not on its entries.
export function renew(element: Element, ...children: Node[]): void {
  children.forEach((wanted, index) => {
    const there = element.childNodes[index];
    if (!there) element.append(wanted);
    else if (there.nodeName !== wanted.nodeName) there.replaceWith(wanted);
    else if (there instanceof Element && wanted instanceof Element) {
      for (const { name } of [...there.attributes]) if (!wanted.hasAttribute(name)) there.removeAttribute(name);
      for (const { name, value } of wanted.attributes) if (there.getAttribute(name) !== value) there.setAttribute(name, value);
      renew(there, ...wanted.childNodes);
    } else if (there.nodeValue !== wanted.nodeValue) there.nodeValue = wanted.nodeValue;
  });
  while (element.childNodes.length > children.length) element.lastChild!.remove();
}

// Control characters as pictures, and those that turn the direction of writing by number.
export function visible(text: string): string {
  return text
    .replace(/[\u0000-\u0008\u000b-\u001f]/g, (c) => String.fromCharCode(0x2400 + c.charCodeAt(0)))
    .replace(/\u007f/g, "\u2421")
    .replace(/[\u0080-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g, (c) => `<U+${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}>`);
}

export const many = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

export function statusWords(status: number | null): string {
  if (status === null) return "lives";
  return status & 0x7f ? `signal ${status & 0x7f}` : `exit ${(status >> 8) & 0xff}`;
}

// A colour of the style sheet as it is now, light or dark: canvases cannot read variables.
export function colour(name: string): string {
  const probe = document.createElement("span");
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}
