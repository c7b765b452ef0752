// The launcher in a store's page, at most 2 KB gzipped.
(() => {
  const script = document.currentScript;
  const server = new URL(script.src).origin;
  const shop = script.dataset.shop;
  const root = document.documentElement;
  if (!shop || document.querySelector("shopkeeper-chat")) return;
  const lang = /^zh/i.test(script.dataset.lang || root.lang) ? "zh" : "en";
  const name = lang === "zh" ? "问问店员" : "Ask us";
  const key = "shopkeeper:" + shop;

  const themed = (part) => getComputedStyle(root).getPropertyValue("--shopkeeper-" + part).trim();
  const side = themed("position") === "left" ? "left" : "right";

  // `!important` in a shadow root outranks the page's.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`:host{all:initial!important;position:fixed!important;z-index:2147483000!important;--a:var(--shopkeeper-accent,#1d4b3e)}
button{all:initial;position:fixed;${side}:20px;bottom:20px;padding:18px 22px;border-radius:26px;background:var(--a);color:oklch(from var(--a) clamp(0,(.57 - l)*999,1) 0 0);font:600 15px/16px var(--shopkeeper-font,system-ui,sans-serif);box-shadow:0 8px 24px #0004;cursor:pointer}
button:focus-visible{outline:3px solid var(--a);outline-offset:3px}
.news:after{content:"";position:absolute;top:0;right:8px;width:12px;height:12px;border-radius:50%;background:#d43d2a}
iframe{all:initial;position:fixed;${side}:20px;bottom:20px;width:420px;height:min(800px,100vh - 40px);border-radius:calc(var(--shopkeeper-radius,14px) + 6px);box-shadow:0 24px 64px #0004,0 0 0 1px #8883}
.wide{width:min(760px,100vw - 40px)}
[hidden]{display:none}
@media(max-width:520px){iframe,.wide{inset:0;width:100%;height:100dvh;border-radius:0}}
@media(prefers-reduced-motion:no-preference){iframe{transition:.2s}@starting-style{iframe{opacity:0;translate:0 14px}}}`);
  const host = document.createElement("shopkeeper-chat");
  const shadow = host.attachShadow({ mode: "open" });
  shadow.adoptedStyleSheets = [sheet];
  const launcher = document.createElement("button");
  launcher.textContent = name;
  shadow.append(launcher);
  root.append(host); // a transform of body would move it

  let frame;
  const say = (type, more) => frame.contentWindow.postMessage({ type: "shopkeeper:" + type, ...more }, server);
  const kept = (value) => { try { return value == null ? sessionStorage[key] : (sessionStorage[key] = value); } catch {} };

  // A covered page takes no focus.
  const phone = matchMedia("(max-width:520px)");
  const cover = () => { (document.body ?? {}).inert = phone.matches && !frame.hidden; };

  const show = (isOpen, takesFocus) => {
    if (!frame) {
      frame = document.createElement("iframe");
      frame.title = name;
      frame.allow = "microphone;camera";
      frame.src = `${server}/panel?shop=${encodeURIComponent(shop)}&lang=${lang}#${location.origin}`;
      shadow.append(frame);
      phone.onchange = cover;
    }
    frame.hidden = !isOpen;
    launcher.hidden = isOpen;
    launcher.className = "";
    cover();
    kept(isOpen ? 1 : "");
    if (takesFocus) (isOpen ? frame : launcher).focus();
    if (frame.isReady) say(isOpen ? "open" : "hidden");
  };
  launcher.onclick = () => show(true, true);

  const answers = {
    ready() {
      frame.isReady = true;
      say("theme", { theme: Object.fromEntries(["accent", "radius", "font", "scheme"].map((part) => [part, themed(part)])) });
      if (!frame.hidden) say("open");
    },
    "token?": () =>
      fetch(server + "/token", { method: "POST", body: JSON.stringify({ shop }) })
        .then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status)))
        .then(({ token }) => say("token", { token }), (error) => say("token", { error: +error || 0 })),
    close: () => show(false, true),
    wide: ({ isWide }) => { frame.className = isWide ? "wide" : ""; },
    unread: () => { launcher.className = "news"; },
    // The till is the store's.
    checkout: ({ lines }) => dispatchEvent(new CustomEvent("shopkeeper:checkout", { detail: lines })),
  };
  addEventListener("message", ({ source, origin, data }) => {
    if (frame && source === frame.contentWindow && origin === server) answers[data.type.slice(11)]?.(data);
  });
  if (kept()) show(true);
})();
