/** Elements from data. Text is only ever set as text: nothing here, or anywhere in the panel, parses HTML. */

/**
 * An element: `h("button", {class: "icon", onclick, aria: {label: "Close"}}, child, "text", null)`.
 * Properties whose value is null or false are left out; "on…" are listeners; `aria` and `data` are maps.
 */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) set(element, name, value);
  element.append(...children.flat().filter((child) => child != null && child !== false));
  return element;
}

function set(element, name, value) {
  if (value == null || value === false) return;
  if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
  else if (name === "aria") for (const [key, text] of Object.entries(value)) setAria(element, key, text);
  else if (name === "data") Object.assign(element.dataset, value);
  else if (name in element && name !== "list" && name !== "form") element[name === "class" ? "className" : name] = value;
  else element.setAttribute(name === "class" ? "class" : name, value === true ? "" : value);
}

function setAria(element, key, text) {
  if (text != null) element.setAttribute(`aria-${key}`, String(text));
}

/** Puts the children in place of what the element held. */
export function fill(element, ...children) {
  element.replaceChildren(...children.flat().filter((child) => child != null && child !== false));
  return element;
}

/** A button with a picture and no words; the label is for screen readers and the tooltip. */
export function iconButton(icon, label, onclick, properties = {}) {
  return h("button", { type: "button", class: "icon-button", title: label, aria: { label }, onclick, ...properties }, picture(icon));
}

const PATHS = {
  close: "M6 6l12 12M18 6L6 18",
  bag: "M6 8h12l1 12H5L6 8zM9 10V7a3 3 0 0 1 6 0v3",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  photo: "M4 8.5A1.5 1.5 0 0 1 5.5 7h2.2L9 5h6l1.3 2h2.2A1.5 1.5 0 0 1 20 8.5v9A1.5 1.5 0 0 1 18.5 19h-13A1.5 1.5 0 0 1 4 17.5zM12 16.2a3.4 3.4 0 1 0 0-6.8 3.4 3.4 0 0 0 0 6.8z",
  mic: "M12 14.5a3 3 0 0 0 3-3v-5a3 3 0 0 0-6 0v5a3 3 0 0 0 3 3zM6 11.5a6 6 0 0 0 12 0M12 17.5V21",
  send: "M12 19V5M6 11l6-6 6 6",
  stop: "M8 8h8v8H8z",
  up: "M7 11v8H4.5v-8zM7 11l4-7c1.3 0 2 .9 2 2v3.5h5a1.6 1.6 0 0 1 1.6 1.9l-1.1 6a1.6 1.6 0 0 1-1.6 1.6H7",
  down: "M17 13V5h2.5v8zM17 13l-4 7c-1.3 0-2-.9-2-2v-3.5H6a1.6 1.6 0 0 1-1.6-1.9l1.1-6A1.6 1.6 0 0 1 7.1 5H17",
  check: "M5 12.5l4.5 4.5L19 7.5",
  said: "M9.5 8C7.5 9 6.5 10.6 6.5 13v3h4v-4h-2M17 8c-2 1-3 2.6-3 5v3h4v-4h-2",
  carried: "M4 12a8 8 0 1 0 2.6-5.9M4 4v4.5h4.5M12 8v4.5l3 1.8",
  relaxed: "M4 12c2-3 4-3 6 0s4 3 6 0c1.3-2 2.6-2.6 4-1.8",
  edited: "M5 19l1-4L16 5l3 3L9 18zM14 7l3 3",
  left: "M14.5 6l-6 6 6 6",
  right: "M9.5 6l6 6-6 6",
  person: "M12 12a3.8 3.8 0 1 0 0-7.6 3.8 3.8 0 0 0 0 7.6zM5 20c.6-3.6 3.4-5.6 7-5.6s6.4 2 7 5.6",
  erase: "M5 7h14M10 7V4.5h4V7M7 7l.8 12.5h8.4L17 7M10.5 11v5M13.5 11v5",
  speak: "M5 9.5v5h3.5L13 18.5v-13L8.5 9.5zM16 9a4 4 0 0 1 0 6M18.5 6.5a8 8 0 0 1 0 11",
  compare: "M8 5v14M16 5v14M4.5 9L8 5l3.5 4M12.5 15l3.5 4 3.5-4",
  minus: "M6 12h12",
  plus: "M6 12h12M12 6v12",
  file: "M4 5.5h16v13H4zM4 15.5l4.5-4.5 4 4 2.5-2.5 5 4.5M15 9.5h.01",
  mail: "M4 6h16v12H4zM4 7l8 6 8-6",
  phone: "M6 4h3l1.5 4.5-2 1.5a12 12 0 0 0 5.5 5.5l1.5-2L20 15v3c0 1.1-.9 2-2 2C10.8 20 4 13.2 4 6c0-1.1.9-2 2-2z",
  link: "M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.7-5.7L12 7M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.7 5.7L12 17",
  clock: "M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM12 8v4.5l3 1.8",
  retry: "M20 12a8 8 0 1 1-2.6-5.9M20 4v4.5h-4.5",
};

const SVG = "http://www.w3.org/2000/svg";

/** A line drawing of 24 units, in the colour of the text. */
export function picture(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", `picture picture-${name}`);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

/** A product's picture; where it is missing or broken, a quiet place in its stead. */
export function productImage(url, alt = "") {
  const frame = h("div", { class: "product-image" });
  const missing = () => fill(frame, picture("file"));
  if (url) frame.append(h("img", { src: url, alt, decoding: "async", draggable: false, onerror: missing }));
  else missing();
  return frame;
}

/** Whether movement is welcome. */
export function scrollBehavior() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
}
