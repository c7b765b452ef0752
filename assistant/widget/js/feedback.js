/** Thumbs, and what was wrong. */

import { fill, h, iconButton, scrollBehavior } from "./dom.js";

const REASONS = ["not_what_i_asked", "wrong_facts", "too_expensive", "confusing"];
const MAX_CHARS = 500; // of a reason in words, as the protocol has it

/** `onrate(turnId, rating, reason)`; `onread()` reads the reply aloud, null where nothing can. */
export function feedbackView(turn, { say, onrate, onread }) {
  const why = h("div", { class: "why-not", hidden: true });
  const press = (rating) => {
    for (const [name, button] of Object.entries(thumbs)) button.setAttribute("aria-pressed", String(name === rating));
  };
  const rate = (rating) => {
    press(rating);
    onrate(turn.id, rating);
    why.hidden = false;
    if (rating === "up") fill(why, thanks(say));
    else askWhy(why, { say, onreason: (reason) => onrate(turn.id, "down", reason) });
    why.scrollIntoView({ block: "nearest", behavior: scrollBehavior() });
  };
  const thumbs = {
    up: iconButton("up", say("feedback.up"), () => rate("up"), { class: "icon-button tool", aria: { pressed: "false", label: say("feedback.up") } }),
    down: iconButton("down", say("feedback.down"), () => rate("down"), { class: "icon-button tool", aria: { pressed: "false", label: say("feedback.down") } }),
  };
  if (turn.rating) press(turn.rating);
  const read = onread && iconButton("speak", say("read"), onread, { class: "icon-button tool" });
  return h("div", { class: "feedback" }, h("div", { class: "tools" }, thumbs.up, thumbs.down, read), why);
}

function thanks(say) {
  return h("p", { class: "quiet", role: "status" }, say("feedback.thanks"));
}

function askWhy(why, { say, onreason }) {
  const give = (reason) => {
    onreason(reason);
    fill(why, thanks(say));
  };
  const words = h("input", { class: "field", maxLength: MAX_CHARS, placeholder: say("feedback.words"), aria: { label: say("feedback.words") } });
  const submit = (event) => {
    event.preventDefault();
    if (words.value.trim()) give(words.value.trim());
  };
  fill(
    why,
    h("p", {}, say("feedback.why")),
    h("div", { class: "choices" }, REASONS.map((reason) => h("button", { type: "button", class: "choice", onclick: () => give(reason) }, say(`feedback.${reason}`)))),
    h("form", { class: "editor-form", onsubmit: submit }, words, h("button", { class: "button" }, say("send"))),
  );
}
