// The quiz: a program, outputs that look possible, and the question which of them are.  The answer is a run for each.
import { clear, el, many, visible } from "./dom";
import type { Quiz } from "./data";

export function quiz_view(quiz: Quiz, open: (schedule: string) => void): HTMLElement {
  const boxes: HTMLInputElement[] = [];
  const answer = el("p", { class: "verdict", role: "status" });
  const list = el("ol", { class: "choices" });
  quiz.choices.forEach((choice, i) => {
    const box = el("input", { type: "checkbox", id: `choice-${i}` });
    boxes.push(box);
    list.append(el("li", {}, el("label", { for: `choice-${i}` }, box, el("pre", {}, visible(choice.output) || "(no output)"), el("span", { class: "dim" }, choice.words)), el("div", { class: "after" })));
  });
  const check = el("button", { type: "button", class: "primary", onclick: () => reveal() }, "Answer");
  function reveal(): void {
    let right = 0;
    quiz.choices.forEach((choice, i) => {
      const item = list.children[i]!;
      const good = boxes[i]!.checked === choice.possible;
      right += good ? 1 : 0;
      item.className = good ? "right" : "wrong";
      clear(item.querySelector(".after")!, el("strong", {}, good ? "✓ " : "✗ "), choice.possible ? `possible: ${many(choice.runs, "run")} of those explored. ` : quiz.complete ? "not possible within the bounds explored." : "not seen, and not all orders were tried.",
        choice.possible && el("button", { type: "button", onclick: () => open(choice.schedule) }, "show the run"));
    });
    answer.textContent = `${right} of ${quiz.choices.length} right.`;
  }
  return el("div", { class: "quiz" },
    el("section", { class: "program", tabindex: 0, "aria-label": "the program" }, ...quiz.program.map((line, i) => el("div", { class: "line" }, el("span", { class: "number" }, i + 1), el("code", {}, visible(line) || " "))), !quiz.program.length && el("p", { class: "note" }, "the program has no source here")),
    el("section", {}, el("h2", {}, "Which of these can it print?"), list, el("div", { class: "row" }, check, answer)));
}
