// The reader's list of questions and quotes. This browser keeps it; nothing here sends anything anywhere.
// All words stand in the page, as data attributes: this file says none of its own.

const KEY = "citewell.list";
const VERSION = 1;
const MOST = 100;

/** Why the list cannot be read or changed; `kind` names the words of #list-status that tell of it. */
class Fault extends Error {
  constructor(kind) {
    super(kind);
    this.kind = kind;
  }
}

// The list: an array of entries { question, status, release, note, quotes }, one for each question.
// A quote is { text, marks, notes, sha256, release, citation }; marks are [start, end] in UTF-16 units of its text, notes
// what an editor says of it.

const isText = (value) => typeof value === "string";
const areText = (...values) => values.every(isText);
const arePlaces = (places) => places.every(Number.isInteger);
const isList = (value, isItem) => Array.isArray(value) && value.every(isItem);

const isCitation = (cited) =>
  areText(cited?.article_id, cited.title, cited.publisher, cited.published, cited.data_cut, cited.checked) &&
  areText(cited.reviewed, cited.review_by, cited.language, cited.url, cited.doi) &&
  isList(cited.authors, isText) &&
  arePlaces([cited.start, cited.end]);

const isQuote = (quote) =>
  areText(quote?.text, quote.sha256, quote.release) &&
  isList(quote.notes, isText) &&
  isList(quote.marks, (mark) => isList(mark, Number.isInteger) && mark.length === 2) &&
  isCitation(quote.citation);

const isEntry = (entry) =>
  areText(entry?.question, entry.status, entry.release, entry.note) && isList(entry.quotes, isQuote);

/** Return the entries of the list; throws a Fault where the browser keeps none, or what it keeps is no list of ours. */
export function load() {
  let kept;
  try {
    kept = localStorage.getItem(KEY);
  } catch {
    throw new Fault("blocked");
  }
  if (kept === null) return [];
  try {
    const list = JSON.parse(kept);
    if (list.version === VERSION && isList(list.entries, isEntry)) return list.entries;
  } catch {
    // no JSON, or null: unreadable like any other form
  }
  throw new Fault("unreadable");
}

/** Keep these entries, and none else; throws a Fault where the browser cannot. */
export function save(entries) {
  if (entries.length > MOST) throw new Fault("limit");
  try {
    localStorage.setItem(KEY, JSON.stringify({ version: VERSION, entries }));
  } catch (error) {
    throw new Fault(error.name === "QuotaExceededError" ? "full" : "blocked");
  }
}

/** Remove the list, whatever it holds. */
export function clear() {
  try {
    localStorage.removeItem(KEY);
  } catch {
    throw new Fault("blocked");
  }
}

// Changes: each takes the entries and returns new ones

const place = (quote) => [quote.citation.article_id, quote.citation.start, quote.citation.end, quote.sha256].join(" ");

export const find = (entries, question) => entries.find((entry) => entry.question === question);

export const holds = (entry, quote) => Boolean(entry?.quotes.some((held) => place(held) === place(quote)));

const change = (entries, question, edit) =>
  entries.map((entry) => (entry.question === question ? { ...entry, ...edit(entry) } : entry));

/** Put a turn { question, status, release } on the list; one that is on it gets the newer status and release. */
export const withQuestion = (entries, turn) =>
  find(entries, turn.question)
    ? change(entries, turn.question, () => turn)
    : [...entries, { ...turn, note: "", quotes: [] }];

export const withQuote = (entries, turn, quote) =>
  change(withQuestion(entries, turn), turn.question, (entry) => ({
    quotes: holds(entry, quote) ? entry.quotes : [...entry.quotes, quote],
  }));

export const withNote = (entries, question, note) => change(entries, question, () => ({ note }));

export const without = (entries, question) => entries.filter((entry) => entry.question !== question);

export const withoutQuote = (entries, question, quote) =>
  change(entries, question, (entry) => ({ quotes: entry.quotes.filter((held) => place(held) !== place(quote)) }));

/** Move a question up (-1) or down (1); at an end of the list it stays. */
export function moved(entries, question, by) {
  const from = entries.findIndex((entry) => entry.question === question);
  const changed = [...entries];
  if (from >= 0 && entries[from + by]) [changed[from], changed[from + by]] = [entries[from + by], entries[from]];
  return changed;
}

// What the page shows

/** Fill in the places in braces; what is filled in is not read again. */
export const fill = (words, values) => words.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

const turnOf = ({ dataset }) => ({ question: dataset.question, status: dataset.status, release: dataset.release });

/** Read a quote off the page: the words as they stand there, and where the answering sentences lie in them. */
function quoteOf(article, release) {
  const words = article.querySelector(".quote-text");
  const before = document.createRange();
  before.setStart(words, 0);
  const marks = [];
  let isOpen = false;
  for (const mark of words.querySelectorAll("mark")) {
    before.setEnd(mark, 0);
    const start = before.toString().length;
    const end = start + mark.textContent.length;
    if (isOpen) marks.at(-1)[1] = end; // one sentence over several lines
    else marks.push([start, end]);
    isOpen = (isOpen || "opens" in mark.dataset) && !("closes" in mark.dataset);
  }
  const notes = [...article.querySelectorAll(".note p")].map((note) => note.textContent.trim());
  const citation = JSON.parse(article.dataset.citation);
  return { text: words.textContent, marks, notes, sha256: article.dataset.sha256, release, citation };
}

/** Tell whether words have this SHA-256. Browsers count it on secure pages only; elsewhere the words are taken as sent. */
async function isVerbatim({ text, sha256 }) {
  if (!globalThis.crypto?.subtle) return true;
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return sha256 === Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Announce a change in the words that #list-status has for it. */
export function announce(kind, values = {}) {
  const status = document.getElementById("list-status");
  status.textContent = "";
  setTimeout(() => (status.textContent = fill(status.dataset[kind], values)), 100); // a pause, or the same is not said twice
}

/** Do what may fail, and tell of it if it does: to voices, and to eyes below `element`. */
export async function attempt(element, act) {
  for (const told of document.querySelectorAll(".list-fault")) told.remove();
  try {
    await act();
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    announce(error.kind, { limit: MOST });
    const told = document.createElement("p");
    told.className = "list-fault";
    told.textContent = fill(document.getElementById("list-status").dataset[error.kind], { limit: MOST });
    (element.closest(".actions, .tools") ?? element).after(told);
  }
}

/** Save what became of the list, and let everything on the page that shows it follow. */
export function update(edit) {
  save(edit(load()));
  document.dispatchEvent(new Event("listchange"));
}

function setPressed(button, isPressed) {
  const words = isPressed ? button.dataset.remove : button.dataset.add;
  const label = button.querySelector("span") ?? button;
  if (label.textContent !== words) label.textContent = words; // only then: each change wakes the observer below
  button.setAttribute("aria-pressed", isPressed);
  button.hidden = false;
}

/** Show the buttons, each as what it would do now, and how long the list is. */
function refresh() {
  let entries = [];
  try {
    entries = load();
  } catch (error) {
    if (!(error instanceof Fault)) throw error; // a Fault is told when a button is used
  }
  for (const turn of document.querySelectorAll(".turn[data-question]")) {
    const entry = find(entries, turn.dataset.question);
    for (const button of turn.querySelectorAll(".keep-question")) setPressed(button, Boolean(entry));
    for (const button of turn.querySelectorAll(".keep-quote")) {
      setPressed(button, Boolean(entry?.quotes.length) && holds(entry, quoteOf(button.closest(".quote"))));
    }
  }
  for (const button of document.querySelectorAll(".print")) button.hidden = false;
  for (const shown of document.querySelectorAll("[data-list-count]")) {
    const words = fill(shown.dataset.listCount, { count: entries.length });
    if (shown.textContent !== words) shown.textContent = words;
  }
}

/** Entries that a button on this page took off the list: pressed again, it brings them back with their notes. */
const removed = new Map();

function toggleQuestion(button) {
  const turn = turnOf(button.closest(".turn"));
  const held = find(load(), turn.question);
  if (held) {
    update((entries) => without(entries, turn.question));
    removed.set(turn.question, held);
    announce("removed");
  } else {
    update((entries) => change(withQuestion(entries, turn), turn.question, () => removed.get(turn.question) ?? {}));
    announce("question");
  }
}

async function toggleQuote(button) {
  const turn = turnOf(button.closest(".turn"));
  const quote = quoteOf(button.closest(".quote"), turn.release);
  if (holds(find(load(), turn.question), quote)) {
    update((entries) => withoutQuote(entries, turn.question, quote));
    announce("dropped");
  } else {
    if (!(await isVerbatim(quote))) throw new Fault("mismatch");
    update((entries) => withQuote(entries, turn, quote));
    announce("quote");
  }
}

const ACTIONS = { ".keep-question": toggleQuestion, ".keep-quote": toggleQuote, ".print": () => window.print() };

document.addEventListener("click", (event) => {
  for (const [selector, act] of Object.entries(ACTIONS)) {
    const button = event.target.closest?.(selector);
    if (button) attempt(button, () => act(button));
  }
});

// On paper nothing stays folded: for browsers that cannot style what a closed <details> holds.
let unfolded = [];
window.addEventListener("beforeprint", () => {
  unfolded = [...document.querySelectorAll("details:not([open])")];
  for (const details of unfolded) details.open = true;
});
window.addEventListener("afterprint", () => {
  for (const details of unfolded) details.open = false;
});

document.addEventListener("listchange", refresh);
window.addEventListener("storage", ({ key }) => {
  if (key === KEY || key === null) document.dispatchEvent(new Event("listchange")); // changed in another tab
});
window.addEventListener("pageshow", ({ persisted }) => persisted && refresh()); // back from the list
new MutationObserver(refresh).observe(document.querySelector("main"), { childList: true, subtree: true });
refresh();
