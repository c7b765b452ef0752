/** What lies over the conversation for a while: a modal dialog (the browser keeps the focus inside, Escape closes it). */

import { fill, h, iconButton } from "./dom.js";

/** Opens a sheet with a title; returns the dialog. `name` is its class and says how it looks. */
export function openSheet({ name, title, say, body, footer = null, onclose }) {
  const heading = h("h2", { id: `${name}-title`, tabIndex: -1 }, title);
  const dialog = h(
    "dialog",
    { class: `sheet sheet-${name}`, aria: { labelledby: heading.id } },
    h("header", { class: "sheet-head" }, heading, iconButton("close", say("close"), () => dialog.close())),
    h("div", { class: "sheet-body", tabIndex: 0, role: "group", aria: { labelledby: heading.id } }, body),
    footer && h("footer", { class: "sheet-foot" }, footer),
  );
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close(); // the backdrop
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    onclose?.();
  });
  document.body.append(dialog);
  dialog.showModal();
  heading.focus({ preventScroll: true });
  return dialog;
}

/** Asks before something that cannot be undone; true when it is wanted. */
export function confirmSheet({ title, text, yes, no, say }) {
  return new Promise((resolve) => {
    let answer = false;
    const choose = (value) => {
      answer = value;
      dialog.close();
    };
    const dialog = openSheet({
      name: "confirm",
      title,
      say,
      body: h("p", {}, text),
      footer: [
        h("button", { type: "button", class: "button", onclick: () => choose(false) }, no),
        h("button", { type: "button", class: "button button-danger", onclick: () => choose(true) }, yes),
      ],
      onclose: () => resolve(answer),
    });
  });
}

/** Whether something lies over the conversation, to which Escape belongs first. */
export function isCovered() {
  return Boolean(document.querySelector("dialog[open], :popover-open"));
}

let tip;

/** Shows `text()` beside the element while it is pointed at or focused. */
export function withTip(element, text) {
  const show = () => {
    tip ??= document.body.appendChild(h("div", { class: "tip", aria: { hidden: "true" } }));
    fill(tip, text());
    tip.hidden = false;
    const box = element.getBoundingClientRect();
    const left = Math.min(Math.max(8, box.left), innerWidth - tip.offsetWidth - 8);
    tip.style.left = `${left}px`;
    tip.style.top = `${box.bottom + 6}px`;
  };
  const hide = () => {
    if (tip) tip.hidden = true;
  };
  element.addEventListener("pointerenter", (event) => event.pointerType === "mouse" && show());
  element.addEventListener("focus", () => element.matches(":focus-visible") && show());
  for (const type of ["pointerleave", "blur", "click"]) element.addEventListener(type, hide);
  return element;
}
