// The page of the list: what list.js keeps, set out to be read, put in order, noted on, printed and copied.

import { announce, attempt, clear, fill, find, load, moved, save, update, withNote, without, withoutQuote } from "./list.js";

const page = document.getElementById("care-list");
const part = (name) => document.getElementById(`list-${name}`);
const wordsOf = (name) => part(name).dataset;
const clone = (name) => part(name).content.firstElementChild.cloneNode(true);

/** Say an ISO date as people say it ("18 January 2026", "June 2025"), and any other text as it is. */
export function sayDate(text, locale) {
  const [, year, month, day] = /^(\d{4})-(\d\d)(?:-(\d\d))?$/.exec(text) ?? [];
  const date = new Date(Date.UTC(year, month - 1, day ?? 1));
  if (!year || date.getUTCMonth() !== month - 1) return text; // "2025", "spring 2025", 30 February
  const style = day ? { dateStyle: "long" } : { year: "numeric", month: "long" };
  return new Intl.DateTimeFormat(locale, { ...style, timeZone: "UTC" }).format(date);
}

/** Return an address to link to, if it is one of the web; what is stored is not trusted. */
function webAddress(text) {
  return /^https?:\/\/[^\s<>"']+$/i.test(text) ? text : "";
}

/** Cite a quote in words: lines of { words, link }, those to read first and those to check it by. */
export function cite({ citation: cited, sha256, release }, words, locale) {
  const said = (key, values) => ({ words: fill(words[key], values), link: "" });
  const dated = (key, date) => (date ? [said(key, { date: sayDate(date, locale) })] : []);
  const url = webAddress(cited.url);
  const doi = /^10\.\d{4,9}\//.test(cited.doi) ? `https://doi.org/${encodeURIComponent(cited.doi)}` : "";
  return {
    read: [
      ...(cited.publisher ? [{ words: cited.publisher, link: "" }] : []),
      ...(cited.authors.length ? [said("authors", { authors: cited.authors.join(", ") })] : []),
      ...(cited.published ? dated("published", cited.published) : [said("undated", {})]),
      ...dated("dataCut", cited.data_cut),
      ...dated("checked", cited.checked),
      ...(cited.reviewed ? [said("reviewed", { reviewed: sayDate(cited.reviewed, locale) })] : []),
      ...dated("reviewBy", cited.review_by),
      ...(url ? [{ ...said("url", { url }), link: url, shown: url }] : []),
      ...(doi ? [{ ...said("doi", { doi: cited.doi }), link: doi, shown: cited.doi }] : []),
    ],
    check: [
      said("article", cited),
      said("place", cited),
      said("sha256", { sha256 }),
      said("release", { release }),
    ],
  };
}

const statusOf = ({ status }, words) => words[`status_${status}`] ?? "";

/** Say which release was asked; quotes tell it themselves. */
const releaseOf = (entry, words) => (entry.quotes.length ? "" : fill(words.release, entry));

/** Write the list as plain text, the words of a quote exactly as they are. */
export function asText(entries, heading, entryWords, quoteWords, locale) {
  const blocks = [[heading]];
  entries.forEach((entry, index) => {
    blocks.push([`${index + 1}. ${entry.question}`, statusOf(entry, entryWords), releaseOf(entry, entryWords)]);
    if (entry.note) blocks.push([fill(entryWords.note, entry)]);
    entry.quotes.forEach((quote, rank) => {
      const { read, check } = cite(quote, quoteWords, locale);
      blocks.push([
        fill(quoteWords.label, { rank: rank + 1, count: entry.quotes.length }),
        `“${quote.text}”`,
        ...quote.marks.map(([start, end]) => fill(quoteWords.marked, { words: quote.text.slice(start, end) })),
        ...quote.notes,
        quote.citation.title,
        ...[...read, ...check].map((line) => line.words),
      ]);
    });
  });
  return blocks.map((lines) => lines.filter(Boolean).join("\n")).join("\n\n");
}

function shownLine({ words, link, shown }) {
  const item = document.createElement("li");
  item.dir = "auto";
  if (link) {
    const at = words.lastIndexOf(shown);
    const address = document.createElement("a");
    Object.assign(address, { href: link, className: "spelled", rel: "noreferrer", textContent: shown });
    item.append(words.slice(0, at), address, words.slice(at + shown.length));
  } else {
    item.textContent = words;
  }
  return item;
}

function shownNote(note) {
  const shown = document.createElement("p");
  return Object.assign(shown, { className: "note", textContent: note });
}

/** Put the words of a quote into its block: read as text, exactly as they were kept. */
function setWords(block, { text, marks, citation }) {
  let done = 0;
  for (const [start, end] of marks) {
    const mark = clone("mark");
    mark.textContent = text.slice(start, end);
    block.append(text.slice(done, start), mark);
    done = end;
  }
  block.append(text.slice(done));
  block.lang = citation.language;
}

/** Lead to the article; to the very words only where the library still is as it was. */
function articleAddress({ citation: cited, release }) {
  const address = new URL(wordsOf("quote").address, location.href);
  address.pathname = address.pathname.replace(/[^/]+$/, () => encodeURIComponent(cited.article_id));
  if (release === page.dataset.release) {
    address.searchParams.set("start", cited.start);
    address.searchParams.set("end", cited.end);
    address.hash = "quote";
  }
  return address.href;
}

function shownQuote(quote, rank, count) {
  const shown = clone("quote");
  const { read, check } = cite(quote, wordsOf("quote"), page.dataset.locale);
  shown.querySelector(".label").textContent = fill(wordsOf("quote").label, { rank, count });
  Object.assign(shown.querySelector(".kept-title"), { textContent: quote.citation.title, lang: quote.citation.language });
  setWords(shown.querySelector(".quote-text"), quote);
  shown.querySelector(".quote-text").after(...quote.notes.map(shownNote));
  shown.querySelector(".context").href = articleAddress(quote);
  shown.querySelector(".source > .cited").append(...read.map(shownLine));
  shown.querySelector(".proof").append(...check.map(shownLine));
  return shown;
}

function shownEntry(entry, index, { length }) {
  const shown = clone("entry");
  const find = (selector) => shown.querySelector(selector);
  const note = find("textarea");
  shown.dataset.question = entry.question;
  Object.assign(find("h2"), { id: `entry-${index}`, textContent: entry.question });
  find(".entry-status").textContent = statusOf(entry, wordsOf("entry"));
  find(".entry-release").textContent = releaseOf(entry, wordsOf("entry"));
  find(".entry-quotes").append(...entry.quotes.map((quote, at) => shownQuote(quote, at + 1, entry.quotes.length)));
  Object.assign(note, { id: `note-${index}`, value: entry.note });
  find("label").htmlFor = note.id;
  find(".printed-note").textContent = entry.note;
  find(".up").disabled = index === 0;
  find(".down").disabled = index === length - 1;
  for (const button of shown.querySelectorAll("button, textarea")) button.setAttribute("aria-describedby", `entry-${index}`);
  return shown;
}

/** Show the list as it is now. */
function show() {
  const focused = document.activeElement?.id;
  part("entries").replaceChildren();
  part("empty").hidden = part("text").hidden = true;
  attempt(part("tools"), () => {
    let entries = [];
    part("tools").hidden = true;
    try {
      entries = load();
    } catch (error) {
      part("tools").hidden = error.kind !== "unreadable"; // such a list can still be removed
      throw error;
    }
    part("tools").hidden = entries.length === 0;
    part("empty").hidden = entries.length > 0;
    part("entries").append(...entries.map(shownEntry));
  });
  if (focused) document.getElementById(focused)?.focus();
}

const entryOf = (element) => element.closest(".entry");
const itemOf = (question) => [...part("entries").children].find((item) => item.dataset.question === question);
const placeOf = (item) => [...part("entries").children].indexOf(item);

function move(button, by) {
  const { question } = entryOf(button).dataset;
  update((entries) => moved(entries, question, by));
  const item = itemOf(question);
  const same = item.querySelector(by < 0 ? ".up" : ".down");
  (same.disabled ? item.querySelector(by < 0 ? ".down" : ".up") : same).focus();
  announce("moved", { place: placeOf(item) + 1, count: part("entries").children.length });
}

function remove(button) {
  const item = entryOf(button);
  const index = placeOf(item);
  update((entries) => without(entries, item.dataset.question));
  const rest = part("entries").children;
  (rest[Math.min(index, rest.length - 1)]?.querySelector("h2") ?? part("heading")).focus();
  announce("removed");
}

function drop(button) {
  const { question } = entryOf(button).dataset;
  const index = [...entryOf(button).querySelectorAll(".drop")].indexOf(button);
  update((entries) => withoutQuote(entries, question, find(entries, question).quotes[index]));
  itemOf(question).querySelector("h2").focus();
  announce("dropped");
}

async function copy() {
  const { locale } = page.dataset;
  const text = asText(load(), part("heading").textContent, wordsOf("entry"), wordsOf("quote"), locale);
  try {
    await navigator.clipboard.writeText(text);
    announce("copied");
  } catch {
    part("text").hidden = false; // no secure page, or the reader said no: then by hand
    part("text-words").value = text;
    part("text-words").select();
  }
}

function ask(isAsking) {
  const opener = page.querySelector(".clear");
  part("sure").hidden = !isAsking;
  opener.setAttribute("aria-expanded", isAsking);
  (isAsking ? page.querySelector(".clear-no") : opener).focus();
}

function clearAll() {
  clear();
  ask(false);
  document.dispatchEvent(new Event("listchange"));
  part("heading").focus();
  announce("cleared");
}

const ACTIONS = {
  ".up": (button) => move(button, -1),
  ".down": (button) => move(button, 1),
  ".remove": remove,
  ".drop": drop,
  ".copy-list": copy,
  ".clear": () => ask(true),
  ".clear-no": () => ask(false),
  ".clear-yes": clearAll,
};

page.addEventListener("click", (event) => {
  for (const [selector, act] of Object.entries(ACTIONS)) {
    const button = event.target.closest(selector);
    if (button) attempt(button, () => act(button));
  }
});
page.addEventListener("input", ({ target }) => {
  const item = entryOf(target);
  if (!item) return;
  item.querySelector(".printed-note").textContent = target.value;
  attempt(target, () => save(withNote(load(), item.dataset.question, target.value)));
});
page.addEventListener("keydown", ({ key, target }) => {
  if (key === "Escape" && target.closest("#list-sure")) ask(false);
});
document.addEventListener("listchange", show);
show();
