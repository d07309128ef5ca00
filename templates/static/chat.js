// A conversation without reloading the page.  Everything here also works without it: forms are sent, links are followed.
// What a page says comes from the page that the server makes; this script only moves parts of it.

const LOADING_AFTER = 300; // milliseconds; a shorter wait needs no word (Nielsen 1993, response times)
const log = document.getElementById("log");
const told = document.getElementById("told");

function part(name) {
  return document.getElementById(name).content.firstElementChild.cloneNode(true);
}

// A page's own heading, set as what it is within another page
function retitled(said, element) {
  const heading = said.querySelector("h1");
  const other = document.createElement(element);
  other.className = "title";
  other.append(...heading.childNodes);
  heading.replaceWith(other);
  return said;
}

function tell(words) {
  told.textContent = "";
  requestAnimationFrame(() => { told.textContent = words; });
}

// Asking

async function ask(form, submitter) {
  const fields = new URLSearchParams(new FormData(form, submitter));
  document.querySelectorAll(".trouble").forEach((old) => old.remove());
  const waiting = part("state-loading");
  const late = setTimeout(() => log.append(waiting), LOADING_AFTER);
  log.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(form.action.split("#")[0], { method: "POST", body: fields });
    show(new DOMParser().parseFromString(await response.text(), "text/html"), response);
  } catch {
    trouble(part("state-offline"));
  } finally {
    clearTimeout(late);
    waiting.remove();
    log.removeAttribute("aria-busy");
  }
}

function show(page, response) {
  const turn = page.querySelector(".turn");
  const form = page.getElementById("ask");
  if (!form) {
    const said = page.querySelector("main .status, main .told");
    trouble(said ? retitled(document.adoptNode(said), "h2") : part("state-error"));
    return;
  }
  document.getElementById("ask").replaceWith(document.adoptNode(form));
  document.querySelector(".languages").replaceWith(document.adoptNode(page.querySelector(".languages")));
  document.title = page.title;
  if (!turn) {
    document.getElementById("q").focus();
    return;
  }
  document.querySelectorAll(".welcome, .suggested, .status-fault").forEach((old) => old.remove());
  document.getElementById("reply")?.removeAttribute("id");
  if (!document.querySelector("main > h1")) log.before(document.adoptNode(page.querySelector("main > h1")));
  if (log.querySelector(".turn")) turn.querySelector(".earlier")?.remove();
  log.append(document.adoptNode(turn));
  improve(turn);
  turn.focus({ preventScroll: true });
  turn.scrollIntoView({ block: "start", behavior: "instant" });
}

function trouble(said) {
  said.classList.add("trouble");
  said.setAttribute("role", "alert");
  document.getElementById("ask").before(said);
  document.getElementById("q").focus();
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  const isOurs = form.method === "post" && new URL(form.action).pathname === new URL(document.baseURI).pathname;
  if (!isOurs || !form.closest("main") || form.hasAttribute("data-reload")) return;
  event.preventDefault();
  ask(form, event.submitter);
});

document.addEventListener("keydown", (event) => {
  if (event.target.id === "q" && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    event.target.form.requestSubmit();
  }
});

// Quotes

async function copy(text, words) {
  try {
    await navigator.clipboard.writeText(text);
    tell(words.done);
    return true;
  } catch {
    tell(words.failed);
    return false;
  }
}

function say(element, words) {
  const label = element.querySelector("span");
  const before = label.textContent;
  label.textContent = words;
  setTimeout(() => { label.textContent = before; }, 4000);
}

async function check(link) {
  const response = await fetch(link.href);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const said = page.querySelector("main .status");
  if (!said) throw new Error("no answer");
  retitled(said, "p");
  const box = document.createElement("div");
  box.className = "checked";
  box.setAttribute("role", "status");
  link.closest(".check").querySelector(".checked")?.remove();
  link.closest(".check").append(box);
  box.append(document.adoptNode(said));
}

document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  const copier = event.target.closest(".copy, .link");
  if (copier) {
    event.preventDefault();
    copy(copier.dataset.copy ?? copier.href, copier.dataset).then((done) => {
      say(copier, done ? copier.dataset.done : copier.dataset.failed);
    });
  }
  const checker = event.target.closest(".check-now");
  if (checker) {
    event.preventDefault();
    check(checker).catch(() => { window.open(checker.href, "_blank", "noopener"); });
  }
  const term = event.target.closest("a.term");
  if (term) {
    event.preventDefault();
    explain(term);
  }
  const leap = event.target.closest("a[href^='#turn-']");
  if (leap && !term) document.querySelector(leap.hash)?.closest("details")?.setAttribute("open", "");
});

// Terms: the definition that stands at the end of the answer, shown beside the word

let box;
let explained;

function explain(link) {
  const definition = document.querySelector(link.hash);
  box?.remove();
  explained = link;
  box = part("term-box");
  box.querySelector("dl").append(definition.cloneNode(true));
  box.querySelector(".definition").removeAttribute("id");
  box.querySelector(".definition").removeAttribute("tabindex");
  box.setAttribute("aria-label", link.textContent);
  box.setAttribute("role", "dialog");
  box.querySelector(".close").addEventListener("click", () => box.hidePopover());
  box.addEventListener("toggle", (event) => {
    if (event.newState === "closed") {
      link.setAttribute("aria-expanded", "false");
      if (box.contains(document.activeElement) || document.activeElement === document.body) link.focus();
      box.remove();
    }
  });
  link.setAttribute("aria-expanded", "true");
  link.closest(".quote").append(box);
  box.showPopover();
  place();
  box.focus({ preventScroll: true });
}

function place() {
  const at = explained.getClientRects()[0];
  const below = at.bottom + box.offsetHeight + 12 < innerHeight;
  box.style.insetInlineStart = "auto";
  box.style.left = `${Math.max(8, Math.min(at.left, document.documentElement.clientWidth - box.offsetWidth - 8))}px`;
  box.style.top = `${Math.max(8, below ? at.bottom + 6 : at.top - box.offsetHeight - 6)}px`;
}

addEventListener("scroll", () => { if (box?.isConnected) place(); }, { passive: true });

// What only scripts can do is hidden until they run

function improve(root) {
  root.querySelectorAll(".copy").forEach((button) => { button.hidden = false; });
  root.querySelectorAll("a.term").forEach((link) => {
    link.setAttribute("role", "button");
    link.setAttribute("aria-haspopup", "dialog");
    link.setAttribute("aria-expanded", "false");
    link.addEventListener("keydown", (event) => {
      if (event.key === " ") { event.preventDefault(); link.click(); }
    });
  });
}

improve(document);
