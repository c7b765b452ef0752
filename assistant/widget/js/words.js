/** The panel's own words, from `strings/en.json` and `strings/zh.json`. */

/** The languages by the names that their speakers use. */
export const LANGUAGES = { en: "English", zh: "中文" };

/** The language of the panel: the shopper's own choice, else the store's page's, else the browser's. */
export function chooseLanguage(chosen, asked) {
  for (const tag of [chosen, asked, ...navigator.languages]) {
    if (/^zh/i.test(tag ?? "")) return "zh";
    if (/^en/i.test(tag ?? "")) return "en";
  }
  return "en";
}

/**
 * Loads a language; returns `say(key, {name: value})`. A key that is missing raises: a panel with holes in its words
 * must fail in its tests and not before a shopper.
 */
export async function loadWords(language) {
  const answer = await fetch(new URL(`../strings/${language}.json`, import.meta.url));
  if (!answer.ok) throw new Error(`strings/${language}.json: ${answer.status}`);
  const words = await answer.json();
  return (key, values = {}) => {
    if (!(key in words)) throw new Error(`no words for ${key} in ${language}`);
    return words[key].replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
  };
}
