// <citewell-ask> asks a Citewell server from any page.
// Its words come from there.  Quotes are shown letter for letter, and only if their SHA-256 is right.
// It keeps nothing: the questions asked are gone with the page.

const HOME = new URL("../", import.meta.url); // the server it came from
const LOADING_AFTER = 300; // milliseconds
const QUOTES = 3;
const MAX_QUESTION = 2000;
const MAX_HISTORY = 10;
const WAIT = 60; // seconds, where nobody says how long

const PLACES = { urgent: "first", personal_advice: "advice", language: "advice",
  small_talk: "status", related: "status", not_in_library: "status" };

const ICONS = {
  answered: "M12 2a10 10 0 1 0 0 20a10 10 0 1 0 0-20M7.5 12.5l3 3 6-7",
  related: "M12 2.5 22 20.5H2zM12 9.5v5M12 17.5v.01",
  not_in_library: "M3 3h18v18H3zM7 12h10",
  small_talk: "M3 4h18v13h-9l-6 4.5V17H3zM7.5 9h9M7.5 12.5h6",
  elsewhere: "M10 5H5v14h14v-5M14 4h6v6M20 4l-9 9",
  call: "M5 3h4l2 5-2.5 1.5a12 12 0 0 0 6 6L16 13l5 2v4a2 2 0 0 1-2 2A16 16 0 0 1 3 5a2 2 0 0 1 2-2z",
  fault: "M8 2h8l6 6v8l-6 6H8l-6-6V8zM12 7v6M12 16.5v.01",
};

// An element by its name and classes: el("p.soft")
function el(kind, attributes = {}, ...children) {
  const [name, ...classes] = kind.split(".");
  const made = document.createElement(name);
  made.classList.add(...classes);
  for (const [key, value] of Object.entries(attributes)) if (value != null) made.setAttribute(key, value);
  made.append(...children.filter(Boolean));
  return made;
}

function icon(name) {
  const [svg, path] = ["svg", "path"].map((part) => document.createElementNS("http://www.w3.org/2000/svg", part));
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

// An address that a page may lead to: the web, a telephone, a page of the server; else none
function safe(address) {
  const url = URL.canParse(address, HOME) ? new URL(address, HOME) : null;
  return url && ["http:", "https:", "tel:"].includes(url.protocol) ? url : null;
}

function at(path, query = {}, hash = "") {
  const address = new URL(path + hash, HOME);
  address.search = new URLSearchParams(query);
  return address;
}

async function fetched(address) {
  const response = await fetch(address, { credentials: "omit" });
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return response;
}

// Adopted by script, a style sheet needs no leave of the page's policy
const styled = fetched(new URL("widget.css", import.meta.url))
  .then((response) => response.text())
  .then((text) => new CSSStyleSheet().replace(text));

// Browsers can count it only where pages come safely (https); elsewhere nothing on a page is sure
async function isGenuine({ text, sha256 }) {
  if (!crypto.subtle) return true;
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return sha256 === Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// What none of the statuses fits is a state of its own (as in reply.py)
function stateOf({ status, notices, quotes }) {
  const has = (kind) => notices.some((notice) => notice.kind === kind);
  if (has("small_talk")) return "small_talk";
  if (status === "related" && !quotes.length && has("elsewhere")) return "elsewhere";
  return has("urgent") && status === "not_in_library" ? "urgent" : status;
}

class CitewellAsk extends HTMLElement {
  #server; // its words, and what they are in
  #history = [];
  #turns = 0;
  #busy = false;
  #parts = {};

  async connectedCallback() {
    if (this.shadowRoot) return;
    const root = this.attachShadow({ mode: "open" });
    // What the page holds, else a link, is there until the words are, and stays if they cannot be had
    const instead = el("slot", {}, el("a", { href: HOME.href }, HOME.host));
    root.append(instead);
    const lang = this.closest("[lang]")?.lang.split("-")[0] ?? "";
    const response = await fetched(at("widget/words.json", { lang }));
    this.#server = await response.json();
    root.adoptedStyleSheets = [await styled];
    instead.replaceWith(this.#build());
  }

  #say = (key, values) => this.#server.words[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);

  #build() {
    const say = this.#say;
    const parts = {
      log: el("div", { role: "log", "aria-label": say("log.label") }),
      waiting: el("p.soft", { role: "status" }),
      label: el("label", { for: "q" }),
      hint: el("p.soft", { id: "hint" }),
      fault: el("p.fault", { id: "fault" }),
      box: el("textarea", { id: "q", rows: 3, maxlength: MAX_QUESTION, dir: "auto", autocomplete: "off",
        "aria-describedby": "fault hint" }),
      again: el("button.plain", { type: "button" }, say("ask.new")),
      form: el("form.ask", {}),
    };
    this.#parts = parts;
    parts.form.append(parts.label, parts.hint, parts.fault, parts.box,
      el("div.send", {}, el("button", {}, say("ask.button")), parts.again),
      el("p.soft", {}, say("ask.private")));
    parts.form.addEventListener("submit", (event) => { event.preventDefault(); this.#submit(); });
    parts.box.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); this.#submit(); }
    });
    parts.again.addEventListener("click", () => this.#restart());
    this.#invite();
    return el("section.widget", { lang: this.#server.language, dir: "auto", "aria-labelledby": "heading" },
      el("h2", { id: "heading", dir: "auto" }, this.getAttribute("heading") ?? say("ask.heading")),
      parts.log, parts.waiting, parts.form,
      el("p.important.soft", {}, el("strong", {}, say("page.important")), " ", say("page.not_advice")));
  }

  #restart() {
    this.#history = [];
    this.#parts.log.replaceChildren();
    this.#invite();
    this.#parts.box.focus();
  }

  #invite() {
    const { log, again, label, hint } = this.#parts;
    again.hidden = !log.hasChildNodes();
    label.textContent = this.#say(again.hidden ? "ask.label" : "ask.another");
    hint.textContent = this.#say(again.hidden ? "ask.hint" : "ask.hint_another");
    this.#blame("");
  }

  // Asking

  #blame(words) {
    const { box, fault } = this.#parts;
    fault.replaceChildren(...(words ? [icon("fault"), words] : []));
    box.ariaInvalid = words ? "true" : null;
    if (words) box.focus();
  }

  #submit() {
    const question = this.#parts.box.value.trim();
    if (question) this.#ask(question, this.#history);
    else this.#blame(this.#say("ask.empty"));
  }

  async #ask(question, history) {
    if (this.#busy) return;
    const { box, log, waiting } = this.#parts;
    this.#busy = true;
    this.#blame("");
    this.shadowRoot.querySelector(".trouble")?.remove();
    log.setAttribute("aria-busy", "true");
    const late = setTimeout(() => { waiting.textContent = this.#say("state.loading"); }, LOADING_AFTER);
    try {
      const answer = await this.#send(question, history);
      if (answer instanceof Element) {
        box.value = question;
        this.#parts.form.before(answer);
        box.focus();
      } else {
        if (box.value.trim() === question) box.value = "";
        this.#history = [...history, question].slice(-MAX_HISTORY);
        const turn = await this.#turn(answer, history);
        log.append(turn);
        this.#invite();
        turn.focus({ preventScroll: true });
        turn.scrollIntoView({ block: "start" });
      }
    } finally {
      clearTimeout(late);
      waiting.textContent = "";
      log.removeAttribute("aria-busy");
      this.#busy = false;
    }
  }

  // Returns the answer, or the box that tells why there is none
  async #send(question, history) {
    let response;
    try {
      response = await fetch(at("api/v1/ask", { lang: this.#server.language }), {
        method: "POST", credentials: "omit", headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ question, history, k: QUOTES }),
      });
    } catch {
      return this.#trouble("state.offline", "state.offline_words");
    }
    if (response.status === 429) {
      const seconds = response.headers.get("Retry-After") ?? WAIT;
      const kind = "problem.too_many_asked";
      return this.#trouble(`${kind}.title`, kind, { seconds }, this.#server.emergency);
    }
    const answer = response.ok ? await response.json().catch(() => null) : null;
    return answer?.quotes ? answer : this.#trouble("state.error", "state.error_words");
  }

  #trouble(heading, words, values, links = []) {
    return el("div.box.trouble", { role: "alert" }, icon("fault"),
      el("div", {}, el("h3", {}, this.#say(heading)), el("p", {}, this.#say(words, values)), this.#links(links)));
  }

  // Answers

  async #turn(answer, history) {
    const name = `turn-${++this.#turns}`;
    const state = stateOf(answer);
    const notices = answer.notices
      .filter(({ kind }) => (state === "urgent" ? kind === state : kind !== "related" || state !== "elsewhere"))
      .map((one) => ({ ...one, links: one.links.filter((link) => !answer.suggestions.includes(link.text)) }));
    const told = (place) => notices
      .filter(({ kind }) => (PLACES[kind] ?? (kind === state ? "status" : "others")) === place);
    const boxes = (place) => told(place)
      .map((notice) => el(`div.box.notice.${notice.kind}`, {}, this.#told(notice)));
    const urgent = told("first");
    const isUrgent = urgent.length > 0;
    const quotes = await Promise.all(answer.quotes.map((quote) => this.#quote(quote, answer.quotes, name)));
    return el("div.turn", { role: "group", tabindex: -1, "aria-labelledby": name },
      isUrgent && el("div.urgent", { role: "alert" },
        el("h3", { id: name }, icon("call"), this.#say("urgent.heading")),
        ...urgent.map((notice) => this.#told(notice))),
      this.#asked(answer),
      ...boxes("advice"),
      state !== "urgent" && this.#status(answer, state, isUrgent ? null : name, told("status")),
      !isUrgent && this.#suggestions(answer.suggestions, state),
      ...boxes("others"),
      el("div", { "aria-live": "off" }, ...quotes),
      this.#whole(answer.question, history));
  }

  #asked({ question, searched_for: searched }) {
    return el("div", { "aria-live": "off" },
      el("p.label", {}, this.#say("answer.question")),
      el("p.question", { dir: "auto" }, question),
      searched && searched !== question && el("p.soft", {}, el("strong", {}, this.#say("answer.searched_for")), " ",
        el("span", { dir: "auto" }, searched)));
  }

  #status({ status, quotes }, state, id, notices) {
    return el(`div.box.status.${state}`, {}, icon(state), el("div", {},
      el("h3", { id }, this.#say(`answer.heading.${state}`)),
      state !== "small_talk" && el("p", {}, this.#say(`status.${state}`)),
      ...notices.map((notice) => this.#told(notice)),
      quotes.some((quote) => quote.highlights.length)
        && el("p", {}, el("mark", {}, this.#say(`quote.marked.${status}`)))));
  }

  #told({ text, links, language }) {
    return el("div", { lang: language }, el("p", {}, text), this.#links(links));
  }

  #links(links) {
    return links.length > 0 && el("ul", {}, ...links.map((link) => el("li", {}, this.#link(link))));
  }

  #link({ text, url }) {
    const address = safe(url);
    const words = el("span", { dir: "auto" }, text);
    if (address?.protocol === "tel:") return el("a.call", { href: address }, icon("call"), words);
    return address ? this.#away(address, words) : words;
  }

  // What leads away opens in a new tab, for the answers are kept nowhere else
  #away(address, words) {
    return el("a.action", { href: address, target: "_blank", rel: "noopener noreferrer" },
      el("span", {}, words, " ", this.#newTab()));
  }

  #newTab() {
    return el("span.unseen", {}, this.#say("quote.new_tab"));
  }

  // Each was tried by itself, so it is asked without the questions before
  #suggestions(texts, state) {
    const buttons = texts.map((text) => {
      const button = el("button.try", { dir: "auto" }, text);
      button.addEventListener("click", () => this.#ask(text, []));
      return el("li", {}, button);
    });
    return texts.length > 0 && el("div", {},
      state !== "small_talk" && el("p", {}, this.#say("small_talk.try")), // its notice ends with that
      el("ul", {}, ...buttons));
  }

  async #quote(quote, every, turn) {
    const { rank, part, heading, citation: cited } = quote;
    if (!await isGenuine(quote)) return el("p.quote.note", {}, this.#say("widget.mismatch", { rank }));
    const id = `${turn}-quote-${rank}`;
    const own = { lang: cited.language, dir: "auto" };
    const label = el("span.label", {}, this.#say("quote.label", { rank, count: every.length }));
    const address = at(`articles/${encodeURIComponent(cited.article_id)}`,
      { start: cited.start, end: cited.end, lang: this.#server.language }, "#quote");
    const facts = [cited.publisher, this.#say(`source_type.${cited.source_type}`),
      cited.published ? this.#date(cited.published) : this.#say("quote.undated")];
    const words = el("div.words", {},
      el("blockquote", own, ...this.#verbatim(quote)),
      ...quote.editor_notes.map((note) => el("p.note", {},
        el("strong", {}, this.#say("quote.note")), " ", note)),
      el("p.soft", {}, el("cite", own, cited.title), facts.filter(Boolean).join(" · ")),
      el("p", {}, this.#away(address, this.#say("quote.context"))));
    // The best for each question of the message stands open; the others say what they are about
    if (quote === every.find((other) => other.part === part)) {
      words.prepend(el("h4", { id }, label));
      return el("article.quote", { "aria-labelledby": id }, words);
    }
    return el("details.quote", {},
      el("summary", {}, el("h4", { id }, label, " ", el("span", own, heading || cited.title))), words);
  }

  // The text in pieces: joined they are the text, whatever is marked.  Offsets count code points
  #verbatim({ text, heading, highlights }) {
    const points = Array.from(text);
    const title = heading && text.startsWith(`${heading}\n`) ? Array.from(heading).length : 0;
    const inner = [title, ...highlights.flatMap(({ start, end }) => [start, end])];
    const borders = [...new Set([0, ...inner.filter((at) => at > 0 && at < points.length), points.length])];
    borders.sort((one, other) => one - other);
    return borders.slice(1).map((stop, at) => {
      const start = borders[at];
      const words = points.slice(start, stop).join("");
      const marked = highlights.find((span) => span.start <= start && stop <= span.end);
      const piece = !marked ? words : el("mark", {
        "data-opens": marked.start === start ? this.#say("quote.mark_opens") : null,
        "data-closes": marked.end === stop ? this.#say("quote.mark_closes") : null }, words);
      return stop <= title ? el("strong", {}, piece) : piece;
    });
  }

  // An ISO date as people say it, and any other text as it is
  #date(iso) {
    const day = new Date(/^\d{4}-\d\d(-\d\d)?$/.test(iso) ? iso : NaN);
    if (Number.isNaN(day.getTime()) || !day.toISOString().startsWith(iso)) return iso;
    return new Intl.DateTimeFormat(this.#server.locale, { year: "numeric", month: "long",
      day: iso.length > 7 ? "numeric" : undefined, timeZone: "UTC" }).format(day);
  }

  // Sent by POST, so that the question stands in no address
  #whole(question, history) {
    const field = (name, value) => el("input", { type: "hidden", name, value });
    const action = at("", { lang: this.#server.language }, "#reply");
    return el("form", { method: "post", action, target: "_blank", rel: "noopener noreferrer" },
      field("q", question), ...history.map((asked) => field("history", asked)),
      el("button.plain", {}, this.#say("widget.open"), " ", this.#newTab()));
  }
}

if (!customElements.get("citewell-ask")) customElements.define("citewell-ask", CitewellAsk);
