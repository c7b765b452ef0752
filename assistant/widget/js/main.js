/** Opens the panel. */

import { h } from "./dom.js";
import { Host } from "./host.js";
import { Memory } from "./memory.js";
import { Panel } from "./panel.js";
import { isCovered } from "./sheet.js";
import { chooseLanguage, loadWords } from "./words.js";

const asked = new URLSearchParams(location.search);
const shop = asked.get("shop") ?? "";
const memory = new Memory(shop);
const language = chooseLanguage(memory.get("language"), asked.get("lang"));
document.documentElement.lang = language === "zh" ? "zh-CN" : "en";

try {
  const say = await loadWords(language);
  const host = new Host(shop);
  const panel = new Panel({ shop, language, say, memory, host });
  document.body.prepend(panel.frame.element);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing && !isCovered()) panel.close();
  });
  panel.start();
} catch (error) {
  // Without its words the panel can only say so, in both languages.
  document.body.prepend(h("p", { class: "broken", role: "alert" }, "The chat could not be loaded. Please reload the page. 聊天没能打开，请刷新页面。"));
  throw error;
}
